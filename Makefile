# What there is to do here. `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz golden bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the demo practice, on this machine: needs Go and nothing else
	go run ./cmd/bedside demo

test: ## everything: checks, all tests on both engines, stories, pages in a browser
	@build/test.sh

check: ## the fast part: formatting, vet, staticcheck, import rules
	@build/check.sh

fuzz: ## every fuzz target for FUZZTIME (20s) each
	@build/fuzz.sh

golden: ## write the golden files anew; read the difference before you commit it
	@build/golden.sh

bench: ## every benchmark once; compare two runs with benchstat
	go test -run '^$$' -bench . -benchmem ./...
