package proofs

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"quesera/spec/tlc"
)

// docs/CONTRACT.md cites theorems and properties that there are, and leaves out none of the theorems about the clock
// for every n and none of the invariants that they start from.
func TestTheArgumentCitesWhatIsProved(t *testing.T) {
	text, err := os.ReadFile("../docs/CONTRACT.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	matrix, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^\| ([A-Z0-9]+-[A-Z]+[0-9]+)\b`).FindAllStringSubmatch(string(matrix), -1) {
		known[m[1]] = true
	}
	var must []string
	for _, th := range readTheorems(t) {
		if strings.HasPrefix(th.ID, "TLC-L") && th.ID != "TLC-L2" { // about corrupt nodes, of which the argument has none
			must = append(must, th.ID)
		}
	}
	for _, p := range (tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}).Inductive() {
		known[p.ID] = true
		must = append(must, p.ID)
	}
	cited := map[string]bool{}
	for _, id := range regexp.MustCompile(`[A-Z0-9]+-[A-Z]+[0-9]+\b`).FindAllString(string(text), -1) {
		if cited[id] = true; !known[id] {
			t.Errorf("docs/CONTRACT.md cites %s, which there is not", id)
		}
	}
	for _, id := range must {
		if !cited[id] {
			t.Errorf("docs/CONTRACT.md does not cite %s", id)
		}
	}
}
