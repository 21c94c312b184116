package refine

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/spec"
)

// A player takes what is enabled and refuses everything else, and a refusal changes nothing.
func TestAPlayerTakesOnlyWhatIsEnabled(t *testing.T) {
	p := NewPlayer(config{Nodes: 2, Most: 1}.spec())
	wantError(t, p.Take("Greet", 0), "has no action Greet")
	wantError(t, p.Take("Hear"), "0 arguments, want 1")
	wantError(t, p.Take("Hear", 0, 1), "2 arguments, want 1")
	wantError(t, p.Take("Hear", 2), "out of range")
	wantError(t, p.Take("Forget", 0), "not enabled")
	if p.State != (greetings{}) || p.Taken != 0 || p.Can("Forget", 0) || p.Can("Hear", 2) || p.Can("Greet") ||
		!p.Can("Hear", 1) {
		t.Errorf("after refusals: %+v, %d taken", p.State, p.Taken)
	}
	if err := p.Take("Hear", 1); err != nil || p.State.Heard != [spec.MaxNodes]uint8{0, 1} || p.Taken != 1 ||
		p.Can("Hear", 1) {
		t.Errorf("after Hear(1): %+v, %d taken: %v", p.State, p.Taken, err)
	}
}

// Every state is looked at, and an error in any of them fails the test with its text.
func TestEveryStateIsLookedAt(t *testing.T) {
	sp := config{Nodes: 2, Most: 3}.spec()
	var looks atomic.Int64
	if r := EveryState(t, sp, false,
		func(*greetings) error { looks.Add(1); return nil }); r.States != 16 || looks.Load() != 16 {
		t.Errorf("%d looks at %d states, want 16 at 16", looks.Load(), r.States)
	}
	last := greetings{Heard: [spec.MaxNodes]uint8{3, 3}}
	failure := failureOf(func(t testing.TB) {
		EveryState(t, sp, false, func(s *greetings) error {
			if *s == last {
				return errors.New("the last one")
			}
			return nil
		})
	})
	if !strings.HasSuffix(failure, ": the last one") {
		t.Errorf("failure = %q, want that of the last state", failure)
	}
	if found := StatesWhere(t, sp, false,
		func(s *greetings) bool { return s.Heard[0] == s.Heard[1] }); len(found) != 4 || !found[last] {
		t.Errorf("states in which both heard as much: %v, want 4", found)
	}
}

// From a state every enabled action instance is looked at, and the state itself is not changed.
func TestEveryStepIsLookedAt(t *testing.T) {
	from := greetings{Heard: [spec.MaxNodes]uint8{3, 1}}
	var steps []string
	look := func(a *spec.Action[greetings], args spec.Args, next *greetings) error {
		steps = append(steps, fmt.Sprint(a.Format(args), next.Heard[:3]))
		return nil
	}
	if err := EveryStep(config{Nodes: 3, Most: 3}.spec(), &from, look); err != nil {
		t.Fatal(err)
	}
	if want := []string{"Hear(i=1)[3 2 0]", "Hear(i=2)[3 1 1]", "Forget(all=0)[0 0 0]"}; !slices.Equal(steps, want) ||
		from.Heard[0] != 3 {
		t.Errorf("steps from %+v: %q, want %q", from, steps, want)
	}
	stop := errors.New("enough")
	if err := EveryStep(config{Nodes: 3, Most: 3}.spec(), &from,
		func(*spec.Action[greetings], spec.Args, *greetings) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error = %v, want %v", err, stop)
	}
}

// A shadow follows a run whose effects are what the spec allows and whose states are what it says.
func TestAShadowFollowsARun(t *testing.T) {
	sh := greeted(4)
	if err := run(4, Network{}, sh.Observe).Play(sim.Random(1)); err != nil {
		t.Fatal(err)
	}
	if sh.Above.Taken != 12 || sh.Above.State.Heard != [spec.MaxNodes]uint8{3, 3, 3, 3} {
		t.Errorf("%d greetings heard, %+v, want 12", sh.Above.Taken, sh.Above.State)
	}
}

// A shadow notices an action that is not enabled, a state that differs, and what is checked besides.
func TestAShadowNoticesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		want  string
		spoil func(*Shadow[int, greetings])
	}{
		{"refine.heard: greetings: Hear(i=", func(sh *Shadow[int, greetings]) {
			sh.Above.Spec = config{Nodes: 3, Most: 1}.spec()
		}},
		{"the model is in {Heard:[", func(sh *Shadow[int, greetings]) {
			sh.Follow = func(model.NodeID, model.Effect) error {
				return nil
			}
		}},
		{"after <nil> at node 2 the model is in", func(sh *Shadow[int, greetings]) { sh.Above.State.Heard[2] = 1 }},
		{"nobody heard 2", func(sh *Shadow[int, greetings]) {
			sh.Check = func(o sim.Observation[int]) error {
				if *o.After == 2 {
					return errors.New("nobody heard 2")
				}
				return nil
			}
		}},
	} {
		sh := greeted(3)
		c.spoil(sh)
		wantError(t, run(3, Network{}, sh.Observe).Play(sim.Random(1)), c.want)
	}
}

// What a network loses for good is no error; what an observer finds is, and ends the run.
func TestARunEndsWithTheFirstError(t *testing.T) {
	stop, seen := errors.New("enough"), 0
	observe := func(sim.Observation[int]) error {
		if seen++; seen == 5 {
			return stop
		}
		return nil
	}
	if err := run(4, Network{}, observe).Play(sim.Random(1)); !errors.Is(err, stop) || seen != 5 {
		t.Errorf("%d transitions seen, error %v, want 5 and %v", seen, err, stop)
	}
	last := 0
	lossy := Network{Faults: sim.Faults{Loss: 99}} // without timeouts
	note := func(o sim.Observation[int]) error { last = *o.After; return nil }
	if err := run(4, lossy, note).Play(sim.Random(1)); err != nil || last == 3 {
		t.Errorf("on a network that loses nearly everything: %v, and somebody heard %d", err, last)
	}
	wantError(t, Run[int]{Nodes: 0, Machine: greeter{}}.Play(sim.Random(1)), "sim: nodes = 0")
}

// The adversary of a network is the one that picks, new in each run.
func TestANetworksAdversaryPicks(t *testing.T) {
	made := 0
	last := Adversary{Name: "last", New: func() sim.Adversary {
		made++
		return sim.Oblivious(func(view []sim.Envelope, _ sim.Chooser) int { return len(view) - 1 })
	}}
	for range 2 {
		var order []model.NodeID
		observe := func(o sim.Observation[int]) error {
			if r, ok := o.Event.(model.Receive); ok {
				order = append(order, r.From)
			}
			return nil
		}
		if err := run(3, Network{Adversary: last}, observe).Play(sim.Random(1)); err != nil ||
			!slices.Equal(order, []model.NodeID{2, 2, 1, 1, 0, 0}) {
			t.Errorf("greetings of %v arrive: %v, want the last first", order, err)
		}
	}
	if made != 2 {
		t.Errorf("%d adversaries for 2 runs", made)
	}
}

// Every bit of the seed is a kind of misfortune, a crash leaves a majority, and without any bit nothing happens.
func TestNetworksHaveTheMisfortunesOfTheirSeeds(t *testing.T) {
	if net := NetworkOf(8, 5, Adversary{}); !reflect.DeepEqual(net, Network{}) {
		t.Errorf("seed 8: %+v, want nothing", net)
	}
	for seed, kinds := range map[uint64][3]bool{1: {true, false, false}, 2: {false, true, false}, 4: {false, false, true},
		7: {true, true, true}} {
		net := NetworkOf(seed, 5, Adversary{})
		got := [3]bool{net.Faults.Duplicate > 0 && net.Faults.Impatience > 0, net.Faults.Loss > 0 && net.Timeouts,
			net.Faults.Partitions > 0 && net.Faults.Crashes == 2}
		if got != kinds {
			t.Errorf("seed %d: %+v, want kinds %v", seed, net, kinds)
		}
	}
	if names := Neutral(3); len(names) != 2 || names[0].New != nil || names[1].New() == nil {
		t.Errorf("neutral adversaries: %+v", names)
	}
}

// Every schedule is run once: the orders of six packets, of which a move delivers one.
func TestEveryScheduleIsRunOnce(t *testing.T) {
	seen := map[string]bool{}
	play := func(c sim.Chooser) error {
		order := ""
		err := run(3, Network{}, func(o sim.Observation[int]) error {
			order += fmt.Sprint(o.Node, o.Event,
				";")
			return nil
		}).Play(c)
		if seen[order] {
			return fmt.Errorf("twice: %s", order)
		}
		seen[order] = true
		return err
	}
	if runs, all, err := Schedules(1000, play); runs != 720 || !all || err != nil {
		t.Errorf("%d schedules, all: %v, want all 720: %v", runs, all, err)
	}
	clear(seen)
	if runs, all, err := Schedules(720, play); runs != 720 || !all || err != nil {
		t.Errorf("%d schedules, all: %v, want all 720: %v", runs, all, err)
	}
	_, _, err := Schedules(1000, play)
	wantError(t, err, "schedule [0 0 0 0 0")
}

// Where the schedules are too many, those that are run differ in the ends of the run and in its beginning, and in what
// lies between. An error comes with its schedule.
func TestSomeSchedulesVaryAllOfARun(t *testing.T) {
	const choices = 40
	for what, bad := range map[string]func(c []int) bool{
		"the end":       func(c []int) bool { return c[39] == 1 && c[38] == 1 && c[37] == 0 },
		"the beginning": func(c []int) bool { return c[0] == 1 && c[1] == 0 && c[2] == 1 && c[3] == 1 },
		"the middle":    func(c []int) bool { return c[18] == 1 && c[20] == 1 },
		"everything":    func(c []int) bool { return c[1] == 1 && c[17] == 0 && c[39] == 1 },
		"":              func(c []int) bool { return false },
	} {
		var last []int
		runs, all, err := Schedules(60, func(c sim.Chooser) error {
			last = nil
			for range choices {
				last = append(last, c.Choose(2))
			}
			if bad(last) {
				return errors.New(what)
			}
			return nil
		})
		if what == "" {
			if runs != 90 || all || err != nil {
				t.Errorf("%d schedules, all: %v, %v, want 60 and 30 more", runs, all, err)
			}
			continue
		}
		wantError(t, err, fmt.Sprintf("%s\nschedule %v", what, last))
	}
}

// No beginning is left out: those of four choices come before any of five.
func TestShortBeginningsComeFirst(t *testing.T) {
	seen := map[string]bool{}
	runs, err := beginnings(1+3+9+27+81, func(c sim.Chooser) error {
		order := ""
		for range 9 {
			order += fmt.Sprint(c.Choose(3))
		}
		for long := range 5 {
			seen[order[:long]] = true
		}
		return nil
	})
	if runs != 121 || err != nil || len(seen) != 121 {
		t.Errorf("%d runs, %v, with %d beginnings, want all 121", runs, err, len(seen))
	}
	if runs, err := beginnings(100, func(c sim.Chooser) error { return nil }); runs != 1 || err != nil {
		t.Errorf("%d runs without a choice, %v", runs, err)
	}
}

// A node that is not done counts as crashed only if it crashed: a run that ends before all who live are done is an
// error, but where too many crashed, or what is lost stays lost.
func TestAStuckRunIsNotACrash(t *testing.T) {
	silent := Run[int]{Nodes: 3, Machine: greeter{}, Done: func(s *int) bool { return *s > 2 },
		Observe: func(sim.Observation[int]) error { return nil }}
	wantError(t, silent.Play(sim.Random(1)),
		"3 of 3 nodes live and 3 suffice, but nodes [0 1 2] are not done: sim: the world")
	for _, c := range []struct {
		name    string
		network Network
		needs   int
		want    string // "" for no error
	}{
		{"crashes", Network{Faults: sim.Faults{Crashes: 1, Rarity: 2}}, 0, ""},
		{"crashes that leave too few", Network{Faults: sim.Faults{Crashes: 2, Rarity: 2}, Timeouts: true}, 2, ""},
		{"a crash that leaves enough", Network{Faults: sim.Faults{Crashes: 1, Rarity: 2}, Timeouts: true}, 2,
			"2 of 3 nodes live and 2 suffice, but nodes"},
		{"losses", Network{Faults: sim.Faults{Loss: 50}}, 2, ""},
		{"losses that are made up for", Network{Faults: sim.Faults{Loss: 50, Retransmit: true}}, 2, "are not done"},
		{"losses and timeouts", Network{Faults: sim.Faults{Loss: 50}, Timeouts: true}, 2, "are not done"},
	} {
		silent.Network, silent.Needs = c.network, c.needs
		err := silent.Play(sim.Random(1))
		if c.want == "" && err != nil {
			t.Errorf("%s: %v, want no error", c.name, err)
		} else if c.want != "" {
			wantError(t, err, c.want)
		}
	}
}

// All vectors and all subsets are there, each once, and a loop over them can be left.
func TestEnumeratorsCountOut(t *testing.T) {
	vectors := map[string]bool{}
	for v := range Vectors(3, 4) {
		vectors[fmt.Sprint(v)] = true
	}
	if len(vectors) != 81 || !vectors["[0 0 0 0]"] || !vectors["[2 2 2 2]"] || !vectors["[0 1 2 0]"] {
		t.Errorf("%d vectors of 4 numbers below 3, want 81", len(vectors))
	}
	var subsets []string
	for s := range Subsets(4, 2) {
		subsets = append(subsets, fmt.Sprint(s))
	}
	if want := []string{"[0 1]", "[0 2]", "[0 3]", "[1 2]", "[1 3]", "[2 3]"}; !slices.Equal(subsets, want) {
		t.Errorf("subsets %v, want %v", subsets, want)
	}
	count := func(n, k int) (total int) {
		for range Subsets(n, k) {
			if total++; total == 50 {
				break
			}
		}
		return total
	}
	if got := [...]int{count(3, 0), count(3, 3), count(3, 4), count(12, 6)}; got != [...]int{1, 1, 0, 50} {
		t.Errorf("subsets: %v, want 1 of none, 1 of all, none of more, and the first 50", got)
	}
	for v := range Vectors(2, 0) {
		if len(v) != 0 {
			t.Errorf("vector %v of no numbers", v)
		}
	}
	for v := range Vectors(2, 3) {
		if v[0] == 1 {
			break
		}
	}
}

// The renamings are all permutations of three nodes, and the least renaming does not depend on the names.
func TestTheLeastRenamingDoesNotDependOnNames(t *testing.T) {
	distinct := map[Renaming]bool{}
	for _, to := range Renamings {
		distinct[to] = true
		if to.Set(spec.All(3)) != spec.All(3) || to.Set(0) != 0 {
			t.Errorf("%v renames all to %v", to, to.Set(spec.All(3)))
		}
	}
	if len(distinct) != 6 {
		t.Errorf("%d renamings, want 6", len(distinct))
	}
	renamed := func(s *spec.NodeSet, to Renaming) (spec.NodeSet, []byte) {
		r := to.Set(*s)
		return r, []byte{byte(r)}
	}
	for s := range spec.All(3) + 1 {
		want := spec.All(uint8(s.Len()))
		if got := Least(&s, renamed); got != want {
			t.Errorf("the least renaming of %v is %v, want %v", s, got, want)
		}
	}
}

// Nodes keep their numbers in the notation of the specs.
func TestSetsKeepTheirMembers(t *testing.T) {
	if got := Set(model.Only(2).With(5)); got != spec.Only(2).With(5) {
		t.Errorf("{2 5} becomes %v", got)
	}
}

// chatter answers each greeting with another one, for ever.
type chatter struct{ greeter }

func (chatter) Apply(s int, e model.Event) (int, []model.Effect) {
	if r, ok := e.(model.Receive); ok {
		return s + 1, []model.Effect{model.Send{To: r.From, Message: hello{}}}
	}
	return s, nil
}

// A run that has no end is given up at the limit, which is an error where just enough nodes live; where one node too
// few lives nobody waits so long, and it is none.
func TestARunWithoutAnEndIsGivenUp(t *testing.T) {
	for _, c := range []struct {
		name    string
		network Network
		needs   int
		moves   int
		want    string // "" for no error
	}{
		{"all live, and all are needed", Network{}, 3, limit, "3 of 3 nodes live and 3 suffice, but nodes [0 1 2]"},
		{"more live than are needed", Network{}, 2, limit, "are not done"},
		{"one too few", Network{Faults: sim.Faults{Crashes: 1, Rarity: 2}, Timeouts: true}, 3, hopeless, ""},
	} {
		moves := 0
		r := Run[int]{Nodes: 3, Machine: chatter{}, Done: func(*int) bool { return false }, Needs: c.needs,
			Network: c.network,
			Observe: func(o sim.Observation[int]) error { moves = int(o.Move); return nil }}
		if err := r.Play(sim.Random(1)); c.want == "" && err != nil {
			t.Errorf("%s: %v, want no error", c.name, err)
		} else if c.want != "" {
			wantError(t, err, c.want)
		}
		if moves < c.moves-c.moves/10 || moves > c.moves {
			t.Errorf("%s: given up after %d moves, want about %d", c.name, moves, c.moves)
		}
	}
}
