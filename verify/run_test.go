package verify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"quesera/promela/gate/gatetest"
	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
	"quesera/verify"
	"quesera/verify/internal/token"
)

// good is the example's check that holds.
func good() verify.Check {
	return verify.Check{Protocol: "token", Bounds: "n=3", System: verify.NewSystem(token.Config{Nodes: 3}.Spec())}
}

// bad is the example's check in which two nodes come to have a token.
func bad() verify.Check {
	return verify.Check{Protocol: "token", Bounds: "n=3, copied",
		System: verify.NewSystem(token.Config{Nodes: 3, Keep: true}.Spec())}
}

// A module's own spec is verified by the explorer, and by Spin too where Options have it.
func ExampleRun() {
	rows, err := verify.Run(context.Background(), []verify.Check{good().Pinned(3, 3), bad().MustFail("TOKEN-P1")},
		verify.Options{})
	if err != nil {
		fmt.Println(err)
	}
	for _, r := range rows {
		fmt.Printf("%-8v %-12s %s, %s\n", r.Verdict, r.Property, r.Bounds, r.Technique)
	}
	fmt.Println("worst:", verify.Worst(rows))
	// Output:
	// holds    TOKEN-P1     n=3, exhaustive search
	// holds    TOKEN-P2     n=3, exhaustive search
	// holds    TOKEN-S1     n=3, exhaustive search
	// holds    figures      n=3, recorded figures
	// not run  both engines n=3, Spin, exact
	// holds    TOKEN-P1     n=3, copied, must fail
	// not run  TOKEN-P1     n=3, copied, Spin, exact
	// worst: not run
}

// run is what became of one check, as "PROPERTY verdict" in the order of the rows.
func run(t *testing.T, c verify.Check, o verify.Options) (rows []verify.Row, says []string) {
	t.Helper()
	rows, err := verify.Run(t.Context(), []verify.Check{c}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		says = append(says, r.Property+" "+r.Verdict.String())
	}
	return rows, says
}

// What makes a check fail makes a row violated: figures other than those recorded, and a check that must fail and does
// not.
func TestWhatFailsIsViolated(t *testing.T) {
	for _, c := range []struct {
		why   string
		check verify.Check
		want  []string
	}{
		{"states", good().Pinned(4, 3), []string{"TOKEN-P1 holds", "TOKEN-P2 holds", "TOKEN-S1 holds", "figures violated",
			"both engines not run"}},
		{"transitions", good().Pinned(3, 4), []string{"TOKEN-P1 holds", "TOKEN-P2 holds", "TOKEN-S1 holds",
			"figures violated", "both engines not run"}},
		{"no failure", good().MustFail("TOKEN-P1"), []string{"TOKEN-P1 violated", "TOKEN-P1 not run"}},
		{"a failure", bad(), []string{"TOKEN-P1 violated", "TOKEN-P2 inconclusive", "TOKEN-S1 inconclusive"}},
	} {
		rows, says := run(t, c.check, verify.Options{})
		if !slices.Equal(says, c.want) || verify.Worst(rows) != spec.Violated {
			t.Errorf("%s: %q, worst %v, want %q and violated", c.why, says, verify.Worst(rows), c.want)
		}
	}
}

// Whatever is searched whole is searched by both engines, also what takes minutes and what must fail: no row says that
// one engine will do. Method: rows of a run without Spin, where the other engine's is not run, and says so.
func TestWhatIsSearchedWholeIsForBothEngines(t *testing.T) {
	for _, c := range []verify.Check{good(), good().TakesMinutes(), good().Pinned(3, 3).TakesMinutes(),
		good().NeverMatters("TOKEN-P9", "there is none"), bad().MustFail("TOKEN-P1"),
		bad().MustFail("TOKEN-P1").TakesMinutes()} {
		rows, _ := run(t, c, verify.Options{})
		if last := rows[len(rows)-1]; !c.Whole() || last.Verdict != spec.NotRun {
			t.Errorf("%v: whole %v, the last row is %+v, want one of the other engine", c, c.Whole(), last)
		}
	}
}

// Recorded figures of a search that is reduced are compared too, and those of a check that must fail, which ends with
// its failure.
func TestFiguresOfReducedSearchesAreCompared(t *testing.T) {
	reduced := verify.Check{Protocol: "qsc3", Bounds: "n=2 t=2",
		System: verify.NewSystem(qsc3.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2}.Spec())}
	for _, c := range []struct {
		check verify.Check
		want  string
	}{
		{reduced.InViews().Pinned(41, 1), "figures violated"},
		{reduced.Reduced().Pinned(41, 1), "figures violated"},
		{bad().MustFail("TOKEN-P1").Pinned(1, 1), "figures violated"},
		{bad().MustFail("TOKEN-P1").Pinned(2, 1), "figures holds"},
	} {
		if rows, says := run(t, c.check, verify.Options{}); !slices.Contains(says, c.want) {
			t.Errorf("%v: %q, want %q, of %+v", c.check, says, c.want, rows)
		}
	}
}

// Where failures are asked for, the row of one has the run to it, in actions and words, and the command that follows
// it again.
func TestAFailureThatIsAskedForIsShown(t *testing.T) {
	again := func(c verify.Check, schedule string) string { return c.Protocol + " again " + schedule }
	rows, _ := run(t, bad().MustFail("TOKEN-P1"), verify.Options{Failures: true, Again: again})
	r := rows[0]
	if r.Verdict != spec.Violated || strings.Join(r.Run, " ") != "Pass(i=0)" ||
		strings.Join(r.Says, " ") != "node 0 passes the token on" || r.Replay != "token again 0" {
		t.Errorf("%+v", r)
	}
	var out bytes.Buffer
	table := verify.NewTable(&out, nil, 0)
	table.Add(r)
	table.End()
	for _, want := range []string{"token TOKEN-P1 is violated, n=3, copied. A shortest run, 1 actions:",
		"   1  Pass(i=0)  node 0 passes the token on", "replay: token again 0", "0 hold, 1 violated"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

// A search cut short says nothing of what it did not find, and is not compared.
func TestASearchBeyondItsMemoryIsInconclusive(t *testing.T) {
	rows, says := run(t, good().Pinned(3, 3), verify.Options{Memory: 1})
	if verify.Worst(rows) != spec.Inconclusive || slices.Contains(says, "figures holds") ||
		slices.Contains(says, "both engines not run") {
		t.Errorf("%q", says)
	}
	if verify.Worst(nil) != spec.Inconclusive {
		t.Error("no rows hold")
	}
}

// The end of the context ends the run, in the check that it names.
func TestAStoppedRunSaysWhere(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rows, err := verify.Run(ctx, []verify.Check{good()}, verify.Options{})
	if stopped := (*verify.StoppedError)(nil); !errors.As(err, &stopped) || stopped.Check.Bounds != "n=3" ||
		len(rows) != 0 {
		t.Errorf("%v, %v", rows, err)
	}
}

// Spin searches too: it agrees with the explorer, finds what must fail, and what differs is violated.
func TestBothEnginesAreHeldAgainstEachOther(t *testing.T) {
	s := gatetest.Spin(t)
	off := good()
	off.System = miscounting{off.System}
	for _, c := range []struct {
		why   string
		check verify.Check
		want  spec.Verdict
	}{
		{"the same", good(), spec.Holds}, {"a failure", bad().MustFail("TOKEN-P1"), spec.Holds},
		{"no failure", good().MustFail("TOKEN-P1"), spec.Violated}, {"another count", off, spec.Violated},
	} {
		rows, says := run(t, c.check, verify.Options{Spin: s})
		if last := rows[len(rows)-1]; last.Verdict != c.want || !strings.HasPrefix(last.Engine, "Spin ") {
			t.Errorf("%s: %q, want %v of Spin", c.why, says, c.want)
		}
	}
}

// miscounting is a system whose explorer counts one transition too many.
type miscounting struct{ verify.System }

func (m miscounting) Explore(o explore.Options) (*verify.Report, error) {
	r, err := m.System.Explore(o)
	r.Actions[0].Transitions++
	return r, err
}

// The table fits the page: claims go over several lines, and on a narrow page so does each row. Nothing is left out.
func TestTheTableFitsThePage(t *testing.T) {
	checks := []verify.Check{good()}
	rows, _ := run(t, good(), verify.Options{})
	print := func(page int) string {
		var out bytes.Buffer
		table := verify.NewTable(&out, checks, page)
		for _, r := range rows {
			r.Claim += strings.Repeat(" and so on", 20)
			table.Add(r)
		}
		table.End()
		return out.String()
	}
	whole := strings.Fields(print(0))
	for _, page := range []int{300, 200, 150, 110, 80, 50} {
		text := print(page)
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > page {
				t.Errorf("page of %d columns: %d in %q", page, n, line)
			}
		}
		for _, word := range whole {
			if word = strings.TrimRight(word, ","); !strings.Contains(text, word) && word != strings.ToUpper(word) {
				t.Errorf("page of %d columns: %q is left out:\n%s", page, word, text)
			}
		}
	}
}

// By partial order a check says so, is compared neither with what was recorded of all orders nor with Spin, and says
// same; where something must fail it does. What a view or fair runs are asked is left as it is.
func TestPartialOrderIsAskedFor(t *testing.T) {
	rows, says := run(t, good().Pinned(3, 3).InSomeOrders(), verify.Options{})
	if want := []string{"TOKEN-P1 holds", "TOKEN-P2 holds", "TOKEN-S1 holds"}; !slices.Equal(says, want) ||
		rows[0].Bounds != "n=3, partial order" {
		t.Errorf("%v, %s, want %v", says, rows[0].Bounds, want)
	}
	rows, says = run(t, bad().MustFail("TOKEN-P1").InSomeOrders(), verify.Options{})
	if want := "TOKEN-P1 holds"; says[0] != want || rows[0].Technique != "must fail" {
		t.Errorf("%v, want %s", says, want)
	}
	if words := good().InSomeOrders().Words(); words != "token --bounds 'n=3'" {
		t.Errorf("%s", words)
	}
	refused := &refusing{good().System}
	c := good()
	c.System = refused
	if _, err := verify.Run(t.Context(), []verify.Check{c.InSomeOrders()}, verify.Options{}); err == nil {
		t.Error("searched, though the dependence cannot be worked out")
	}
	for _, c := range []verify.Check{good().InViews(), good().InFairRuns()} {
		if got := c.InSomeOrders(); got.Partial || got.Bounds != c.Bounds {
			t.Errorf("%+v", got)
		}
	}
}

// refusing is a system whose dependence cannot be worked out.
type refusing struct{ verify.System }

func (*refusing) Dependence() (*explore.Dependence, error) { return nil, errors.New("refused") }
