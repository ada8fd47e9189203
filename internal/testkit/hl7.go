package testkit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// HL7Client sends messages to a port of this machine with node-hl7-client and returns the code and the number of each
// acknowledgement. The test [Need]s hl7.
func HL7Client(t testing.TB, port int, messages ...string) [][]string {
	t.Helper()
	in, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	run := hl7Peer(t, "send", port)
	var out, said bytes.Buffer
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(in), &out, &said
	if err := run.Run(); err != nil {
		t.Fatalf("node-hl7-client: %v\n%s", err, &said)
	}
	var acks [][]string
	if err := json.Unmarshal(out.Bytes(), &acks); err != nil {
		t.Fatal(err)
	}
	return acks
}

// HL7Server takes messages at a port of this machine with node-hl7-server until the test ends. What it returns waits for
// the next: event, number, SCH-1, SCH-25 and AIP-3. The test [Need]s hl7.
func HL7Server(t testing.TB, port int) (next func() []string) {
	t.Helper()
	run := hl7Peer(t, "listen", port)
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	run.Stderr = &said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	lines := bufio.NewReader(out)
	line := func(into any) {
		text, err := lines.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatalf("node-hl7-server: %v\n%s", err, &said)
		}
	}
	line(new(string)) // it listens
	return func() (m []string) {
		line(&m)
		return m
	}
}

func hl7Peer(t testing.TB, what string, port int) *exec.Cmd {
	t.Helper()
	Need(t, "hl7")
	return exec.Command("node", filepath.Join(Root(t), "build", "peers", "hl7.mjs"), npmFolder(hl7Folder), what, strconv.Itoa(port))
}

// hl7Folder is where build/install.sh puts the client and the server.
const hl7Folder = "hl7-4.0.0-2.5.0"
