package simulate

import (
	"context"
	"strings"
	"testing"

	"quesera/model/sim/play"
)

func played(t *testing.T, args string) (*play.Outcome, error) {
	t.Helper()
	f := play.NewFlags("qsc4")
	build := Define(f)
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	if err != nil {
		return nil, err
	}
	return play.Play(context.Background(), f, s, play.Tracing{})
}

// Runs within the bounds hold, under attacks on the clock and on the layer, on any network and with real cryptography;
// what breaks is reported with its obligation.
func TestRunsAreJudged(t *testing.T) {
	for args, want := range map[string]string{
		"-n 4 -t 3 --rounds 2":                                                                 "",
		"-n 7 -t 5 --corrupt 1 --attack equivocate --rounds 2":                                 "",
		"-n 4 -t 3 --corrupt 1 --attack bad-deal --rounds 2 --loss 5":                          "",
		"-n 4 -t 3 --corrupt 1 --attack leak --adversary leak --rounds 4":                      "",
		"-n 4 -t 3 --corrupt 1 --attack forget --adversary regions --rounds 1":                 "",
		"-n 3 -t 2 --rounds 1 --sharing schoenmakers --signatures ed25519":                     "",
		"-n 3 -t 2 --rounds 1 --sharing pairing --signatures bls":                              "",
		"-n 4 -t 3 --corrupt 1 --attack unfair --unsafe --waive QSC4-R4":                       "QSC4-O2",
		"-n 4 -t 3 --corrupt 1 --attack unknown-deal --unsafe --waive QSC4-R4":                 "QSC4-O3",
		"-n 4 -t 3 --corrupt 1 --attack lie --unsafe --waive QSC4-R5 --rounds 20":              "QSC4-O1",
		"-n 4 -t 3 --corrupt 1 --attack race --unsafe --waive TLCB-R1,TLCB-R2,TLCB-R3,QSC4-R1": "TLCB-O",
	} {
		if o, err := played(t, args); err != nil || !strings.Contains(o.Message(), want) || want == "" && o.Message() != "" {
			t.Errorf("%s: %v, want %q", args, err, want)
			if o != nil {
				t.Error(o.Message())
			}
		}
	}
	for args, want := range map[string]string{"--sharing none": "want ideal", "-n 4 -t 2": "n/2",
		"-n 4 -t 3 --corrupt 2": "f_c", "-n 0 -t 0": "nodes = 0"} {
		if _, err := played(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}
