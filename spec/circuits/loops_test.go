package circuits_test

import (
	"testing"

	"quesera/spec/circuits"
	"quesera/spec/circuits/internal/odd"
	"quesera/spec/dkg"
)

// Loops that are left early, by each way there is, are on circuits what they are in Go. Method: all states that the
// tags allow, whether a run comes to them or not.
func TestLoopsThatAreLeftEarlySayWhatGoDoes(t *testing.T) {
	compare, err := circuits.Against(odd.LoopsConfig{Nodes: 3}.Spec())
	if err != nil {
		t.Fatal(err)
	}
	for all := range 1 << 9 {
		s := odd.LoopsState{Sum: uint8(all >> 6)}
		for i := range s.A {
			s.A[i] = uint8(all >> (2 * i) & 3)
		}
		if err := compare(s); err != nil {
			t.Fatal(err)
		}
	}
}

// A key generation in which nodes crash has a property that returns out of a loop, and is not refused for it.
func TestCrashesOfTheKeyGenerationAreNotRefused(t *testing.T) {
	sameAsGo(t, dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Crashes: 1, Expose: true}.Spec())
}
