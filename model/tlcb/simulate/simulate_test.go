package simulate

import (
	"context"
	"strings"
	"testing"

	"quesera/model/sim/play"
	"quesera/model/tlcb/attack"
)

func played(t *testing.T, args string) (*play.Outcome, error) {
	t.Helper()
	f := play.NewFlags("tlcb")
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

// Within the bounds a run of every attack holds; what breaks is reported with its obligation.
func TestRunsAreJudged(t *testing.T) {
	for _, a := range attack.All() {
		if o, err := played(t, "-n 4 -t 3 --corrupt 1 --rounds 3 --attack "+a.Name); err != nil || o.Message() != "" {
			t.Errorf("%s: %v, want a run that holds", a.Name, err)
			if o != nil {
				t.Error(o.Message())
			}
		}
	}
	for args, want := range map[string]string{
		"-n 4 -t 3 --corrupt 1 --attack race --unsafe --waive TLCB-R1,TLCB-R2,TLCB-R3": "TLCB-O7",
		"-n 4 -t 3 --corrupt 1 --attack accuse --unsafe --waive LOG-R6":                "LOG-O1",
		"-n 4 -t 4 --corrupt 1 --attack silent --rounds 3":                             "TLCB-O6",
	} {
		if o, err := played(t, args); err != nil || !strings.Contains(o.Message(), want) {
			t.Errorf("%s: %v %v, want %s", args, o, err, want)
		}
	}
}

// Groups that are not safe are refused with the reason.
func TestGroupsThatAreNotSafeAreRefused(t *testing.T) {
	for args, want := range map[string]string{
		"-n 4 -t 2": "want more than n/2", "-n 5 -t 3 --corrupt 1": "(n + f_c)/2",
		"-n 4 -t 3 --silent 2": "n - f_a", "-n 4 -t 3 --corrupt 4": "corrupt nodes = 4",
		"-n 4 -t 3 --corrupt 1 --faults 0": "at most f_c = 0", "-n 4 -t 3 --crash 1": "at most f_a = 0",
		"-n 4 -t 3 --waive LOG-R6": "--unsafe", "-n 4 -t 3 --attack none": "want equivocate",
		"-n 4 -t 3 --signatures rsa": "want ideal", "-n 4 -t 3 --rounds 0": "rounds = 0",
	} {
		if _, err := played(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// A run is given up after many times as many moves as its rounds take, and not before: a long one takes more moves than
// a short one is given.
func TestALongRunIsNotGivenUp(t *testing.T) {
	if o, err := played(t, "-n 2 -t 2 --rounds 900 --duplicate 90"); err != nil || o.Message() != "" {
		t.Errorf("%v, want a run that holds", err)
	}
}
