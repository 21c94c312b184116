package lockstep

import (
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/spec"
)

// FuzzServe: whatever lines come, each is answered by one, until one is refused in one line or breaks a rule.
func FuzzServe(f *testing.F) {
	f.Add(started)
	f.Add(strings.Replace(started, `"ticket":5}`, `"ticket":6}`, 2))
	f.Add(`{"node":1,"event":"expect"}`)
	f.Add("{\"node\":0,\"input\":\"message\",\"id\":\"1.1\"}\n{\"node\":0,\"event\":\"done\"}\n\x00[[")
	f.Fuzz(func(t *testing.T, lines string) {
		h := traceformat.Header{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Acks: traceformat.Direct,
			Rounds: traceformat.Sequential}
		for _, p := range catalogue.TraceFormats() {
			if p.Decides() {
				h.Protocol = p
			}
		}
		var out strings.Builder
		text := string(h.Line()) + lines
		v, err := Serve(strings.NewReader(text), &out, Options{}, catalogue.TraceFormats()...)
		answers, asked := strings.Count(out.String(), "\n"), strings.Count(text, "\n")+1
		switch {
		case err != nil && (v != spec.Unusable || strings.Contains(err.Error(), "\n")):
			t.Fatalf("%v: %q", v, err)
		case v == spec.Violated != strings.Contains(out.String(), `"answer":"differs"`) && v != spec.Inconclusive:
			t.Fatalf("%v, but answered is %s", v, out.String())
		case answers > asked:
			t.Fatalf("%d answers to %d lines", answers, asked)
		}
		ReadReaction(h, 1, []byte(lines)) // a node may write anything
	})
}
