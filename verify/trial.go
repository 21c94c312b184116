package verify

import (
	"context"

	"quesera/spec"
)

// A Trial is a claim that is tried in runs, where there are too many states to search.
type Trial interface {
	// Claim is what is tried.
	Claim() spec.Claim
	// Try makes runs. It stops at one that refutes the claim, or when it has made enough.
	Try(context.Context) (*Tried, error)
	// Follow makes one run again. The error says why the schedule is none.
	Follow(ctx context.Context, schedule string) (*Tried, error)
}

// Tried is what came of a trial.
type Tried struct {
	Verdict  spec.Verdict
	Runs     uint64
	Mattered uint64 // in how many runs the claim said anything
	Engine   string
	Because  string // why the claim fails, where it must
	Story    *Story // a run that refutes the claim; nil: there is none
}
