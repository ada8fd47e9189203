package triage_test

import "flag"

var _ = flag.Bool("update", false, "write the golden files anew")
