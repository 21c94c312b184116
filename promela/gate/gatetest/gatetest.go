// Package gatetest has what tests of the gate between the engines share.
package gatetest

import (
	"context"
	"errors"
	"os"
	"testing"

	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/spec/explore"
)

// Spin skips the test, aloud, where Spin or a C compiler is missing; where CI=true it must be there.
func Spin(t testing.TB) *spin.Engine {
	t.Helper()
	s, err := spin.Find(t.Context())
	if errors.As(err, new(*spin.MissingError)) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// compare is gate.Compare of one spec.
type compare func(context.Context, *spin.Engine, explore.Options, spin.Options) (*gate.Comparison, error)

// Agree searches with both engines and wants all that they found to be the same, the set of states included. Small is
// for specs of few states.
func Agree(t testing.TB, search compare, small bool) *gate.Comparison {
	t.Helper()
	c, err := search(t.Context(), Spin(t), explore.Options{}, spin.Options{Digest: true, Small: small})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Explorer.Complete {
		t.Fatal("the explorer did not search everything")
	}
	for _, d := range c.Differences {
		t.Error(d)
	}
	if c.Spin.Digest == 0 {
		t.Error("Spin reports no digest of the states")
	}
	return c
}
