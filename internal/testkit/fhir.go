package testkit

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// FHIRClients goes the whole way of a booking with fhir-kit-client and @medplum/core against a FHIR door, and returns how
// many resources of each type were held against R4's definitions. The test [Need]s fhir.
func FHIRClients(t testing.TB, address, token string) map[string]int {
	t.Helper()
	Need(t, "fhir")
	run := exec.Command("node", filepath.Join(Root(t), "build", "peers", "fhir.mjs"), npmFolder(fhirFolder), address, token)
	var out, said bytes.Buffer
	run.Stdout, run.Stderr = &out, &said
	if err := run.Run(); err != nil {
		t.Fatalf("the FHIR clients: %v\n%s", err, &said)
	}
	var seen map[string]int
	if err := json.Unmarshal(out.Bytes(), &seen); err != nil {
		t.Fatal(err)
	}
	return seen
}

// fhirFolder is where build/install.sh puts the clients.
const fhirFolder = "fhir-2.0.3-5.2.13"
