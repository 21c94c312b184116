package mutants

import (
	"context"
	"os"
	"strings"

	"quesera/spec"
)

// A Measurement is what becomes of the subtests of a test under a fault.
type Measurement struct {
	Verdict spec.Verdict // Caught or Survived: they ran; else why they did not
	Detail  string
	Failed  []string // the subtests that failed, by their names below the test
}

// Measure runs one test of a package (Check.Package, Check.Test) under a fault, whatever check the fault names, and
// tells which of its subtests fail. env is added to the environment of the test.
func (r Runner) Measure(ctx context.Context, m Mutant, c Check, env ...string) Measurement {
	file, text, err := Open(r.Root).Mutate(m)
	if err != nil {
		return Measurement{Verdict: Faulty, Detail: err.Error()}
	}
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return Measurement{Verdict: Faulty, Detail: err.Error()}
	}
	defer os.RemoveAll(dir)
	overlay, err := m.writeOverlay(r.Root, dir, file, text)
	if err != nil {
		return Measurement{Verdict: Faulty, Detail: err.Error()}
	}
	r.env = env
	rec := r.goTest(ctx, c.Package, c.pattern(), false, 1, "-overlay="+overlay)
	of := Measurement{}
	of.Verdict, of.Detail = rec.outcomeOf(c.Test).verdictUnder()
	for name, t := range rec.tests {
		if below, is := strings.CutPrefix(name, c.Test+"/"); is && t.action == "fail" && t.reported {
			of.Failed = append(of.Failed, below)
		}
	}
	return of
}
