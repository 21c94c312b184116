package verify_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/tlc"
	"quesera/verify"
)

// A trial is one that does what a test wants meanwhile.
type trial struct{ meanwhile func() error }

func (trial) Claim() spec.Claim { return spec.Claim{ID: "Q-P1", Text: "all is well"} }

func (t trial) Try(context.Context) (*verify.Tried, error) {
	if err := t.meanwhile(); err != nil {
		return nil, err
	}
	return &verify.Tried{Verdict: spec.Holds, Runs: 1, Mattered: 1}, nil
}

func (t trial) Follow(ctx context.Context, _ string) (*verify.Tried, error) { return t.Try(ctx) }

func trials(doing ...func() error) (all []verify.Check) {
	for i, do := range doing {
		all = append(all, verify.Check{Bounds: strconv.Itoa(i), Trial: trial{do}})
	}
	return all
}

// order is which checks have rows, as they were emitted and as they were returned.
func order(t *testing.T, rows []verify.Row, emitted []string) (bounds []string) {
	t.Helper()
	for _, r := range rows {
		bounds = append(bounds, r.Bounds)
	}
	if !slices.Equal(bounds, emitted) {
		t.Errorf("emitted %v, returned %v", emitted, bounds)
	}
	return bounds
}

func nothing() error { return nil }

// Checks that are done side by side are heard in their order, whichever is done first.
func TestChecksSideBySideAreHeardInOrder(t *testing.T) {
	third := make(chan struct{})
	checks := trials(func() error { <-third; return nil }, nothing,
		func() error { close(third); return nil }, nothing)
	var emitted []string
	rows, err := verify.Run(t.Context(), checks, verify.Options{Jobs: 2,
		Emit: func(r verify.Row) { emitted = append(emitted, r.Bounds) }})
	if got := order(t, rows, emitted); err != nil || !slices.Equal(got, []string{"0", "1", "2", "3"}) {
		t.Errorf("%v, %v", got, err)
	}
}

// A large check is done alone.
func TestALargeCheckIsDoneAlone(t *testing.T) {
	var running, most atomic.Int32
	do := func() error {
		now := running.Add(1)
		time.Sleep(time.Millisecond) // so that others could begin
		most.Store(max(most.Load(), now, running.Load()))
		running.Add(-1)
		return nil
	}
	var large []func() error
	for range 20 {
		large = append(large, do)
	}
	checks := trials(large...)
	for i := range checks {
		checks[i].Deep, checks[i].States = i%2 == 0, uint64(i%2)*10_000_000
	}
	if rows, err := verify.Run(t.Context(), checks, verify.Options{Jobs: 3}); err != nil || len(rows) < len(checks) ||
		most.Load() != 1 {
		t.Errorf("%d rows, %v; %d at a time", len(rows), err, most.Load())
	}
}

// Of checks side by side the first that fails in their order is reported, with what was found before it and no more.
func TestTheFirstErrorInOrderCounts(t *testing.T) {
	wrong, later, second := errors.New("wrong"), errors.New("later"), make(chan struct{})
	checks := trials(nothing, func() error { <-second; return wrong },
		func() error { close(second); return nil }, func() error { return later }, nothing)
	var emitted []string
	rows, err := verify.Run(t.Context(), checks, verify.Options{Jobs: 2,
		Emit: func(r verify.Row) { emitted = append(emitted, r.Bounds) }})
	if got := order(t, rows, emitted); !errors.Is(err, wrong) || !slices.Equal(got, []string{"0"}) {
		t.Errorf("%v, %v", got, err)
	}
}

// Who does not ask for more gets one at a time.
func TestOneAtATime(t *testing.T) {
	var running, most int
	do := func() error {
		running++
		most = max(most, running)
		running--
		return nil
	}
	if _, err := verify.Run(t.Context(), trials(do, do, do), verify.Options{}); err != nil || most != 1 {
		t.Errorf("%v; %d at a time", err, most)
	}
}

func smallClock() verify.System {
	return verify.NewSystem(tlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}.Spec())
}

// A check that is done by itself has all the memory, however many might be done at a time; two share it.
func TestMemoryIsSharedByThoseSideBySide(t *testing.T) {
	c := verify.Check{System: smallClock()}
	report, err := c.System.Explore(explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]spec.Verdict{1: spec.Holds, 2: spec.Inconclusive} {
		rows, err := verify.Run(t.Context(), []verify.Check{c, c}[:n], verify.Options{Jobs: 2, Memory: report.Bytes})
		rows = slices.DeleteFunc(rows, func(r verify.Row) bool { return r.Property != "TLC-P1" })
		if got := verify.Worst(rows); err != nil || len(rows) != n || got != want {
			t.Errorf("%d at a time: %v, %v, want %v", n, got, err, want)
		}
	}
}

// Of how far searches are nobody hears but of the first that is not done.
func TestProgressIsThatOfTheFirst(t *testing.T) {
	c := verify.Check{System: smallClock()}
	first, second := c, c
	first.Bounds, second.Bounds = "first", "second"
	heard, searched := map[string]int{}, map[string]int{}
	var emitted []string
	rows, err := verify.Run(t.Context(), []verify.Check{first, second}, verify.Options{
		Emit:     func(r verify.Row) { emitted = append(emitted, r.Bounds) },
		Progress: func(c verify.Check, _ explore.Progress, _ time.Time) { heard[c.Bounds]++ },
		Searched: func(c verify.Check) { searched[c.Bounds]++ }})
	order(t, rows, emitted)
	if err != nil || heard["first"] == 0 || heard["second"] == 0 || searched["first"] == 0 || searched["second"] == 0 {
		t.Errorf("%v, heard %v, searched %v", err, heard, searched)
	}
	waits := make(chan struct{})
	side := trials(func() error { <-waits; return nil })
	last := verify.Check{Bounds: "last", Trial: trial{func() error { close(waits); return nil }}}
	clear(heard)
	_, err = verify.Run(t.Context(), append(side, second, last), verify.Options{Jobs: 2,
		Progress: func(c verify.Check, _ explore.Progress, _ time.Time) { heard[c.Bounds]++ }})
	if err != nil || len(heard) > 0 {
		t.Errorf("%v, heard %v", err, heard)
	}
}
