package certificate

import (
	"bytes"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"quesera/spec"
)

var update = flag.Bool("update", false, "write examples/certificates")

// The certificates in examples/ are those of a network of our own: one whose delegation shows its canister ranges, and
// one that does not. Method: they are made anew, and judged.
func TestTheSamplesAreCurrent(t *testing.T) {
	n := testNetwork(t)
	for name, data := range map[string][]byte{
		"root-key.hex": der(n.root),
		"whole.hex":    encode(t, n.delegated(t, n.sharded(t, false))),
		"pruned.hex":   encode(t, n.delegated(t, n.hiding(t))),
	} {
		file, text := filepath.Join("..", "..", "examples", "certificates", name), []byte(hex.EncodeToString(data)+"\n")
		if *update {
			if err := os.WriteFile(file, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, text) {
			t.Errorf("%s is not what it should be (%v); go test ./oracle/certificate -run Samples -update", file, err)
		}
	}
	wants(t, "whole", n.judge(t, n.delegated(t, n.sharded(t, false))), spec.Holds, "")
	wants(t, "pruned", n.judge(t, n.delegated(t, n.hiding(t))), spec.Violated, "pruned")
}

// hiding is the root's tree with the subnet's key and its canister ranges pruned.
func (n network) hiding(t testing.TB) any {
	ranges := labelOf("canister_ranges", leafOf(encode(t, []any{rangeOf(canister(10), canister(20))})))
	return forestOf(labelOf("subnet", labelOf(string(n.id), forestOf(prunedTo(rootOf(t, ranges)),
		labelOf("public_key", leafOf(der(n.subnet)))))), state())
}
