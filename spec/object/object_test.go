package object_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/object"
)

var (
	plain    = object.Config{Nodes: 2, Clients: 2, Operations: 3}
	final    = object.Config{Nodes: 2, Clients: 2, Operations: 3, FinalReads: true}
	sessions = object.Config{Nodes: 2, Clients: 2, Operations: 3, FinalReads: true, Sessions: true}
	unnamed  = object.Config{Nodes: 2, Clients: 2, Operations: 3, NoIDs: true}
)

// What each strategy keeps and what it does not, in all histories of two clients with three operations. Method:
// exhaustive.
func TestWhatEachStrategyKeeps(t *testing.T) {
	for _, c := range []struct {
		name   string
		config object.Config
		broken []string
	}{
		{"through the chain, one node", object.Config{Nodes: 1, Clients: 2, Operations: 3}, nil},
		{"through the chain", plain, nil},
		{"reads of the final prefix", final, []string{"OBJ-P1", "OBJ-P2"}},
		{"reads of the final prefix, with sessions", sessions, []string{"OBJ-P1"}},
		{"no request IDs", unnamed, []string{"OBJ-P1", "OBJ-P2", "OBJ-P3"}},
	} {
		whole, all := c.config.Spec(), c.config.Spec().Props
		whole.Props = nil
		for _, p := range all {
			switch {
			case p.Kind != spec.Invariant:
			case !slices.Contains(c.broken, p.ID):
				whole.Props = append(whole.Props, p)
			default:
				alone := c.config.Spec()
				alone.Props = []spec.Property[object.State]{p}
				if r, err := explore.Explore(alone, explore.Options{}); err != nil || r.Reached[0] == nil {
					t.Errorf("%s: %s holds (%v), want a run in which it fails", c.name, p.ID, err)
				}
			}
		}
		r, err := explore.Explore(whole, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for k, p := range whole.Props {
			if r.Reached[k] != nil || !r.Complete {
				t.Errorf("%s: %s fails: %v, all searched: %v, want no and yes", c.name, p.ID, r.Reached[k] != nil, r.Complete)
			}
		}
	}
}

// Each of OBJ-P1 to OBJ-P4 holds, and each of OBJ-S1 to OBJ-S3 is reached, by itself. Method: exhaustive.
func TestEachPropertyOfTheObjectHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t, plain.Spec(), object.Config{Nodes: 1, Clients: 3, Operations: 3}.Spec())
}

// The invariants say something where their conditions are met, and nothing elsewhere.
func TestConditionsOfTheObject(t *testing.T) {
	exploretest.Conditions(t, plain.Spec(), final.Spec(), unnamed.Spec())
}

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*object.State)
	Want bool
}

// made are operations: each letter a kind (r read, w write, c compare-and-set), in capitals if it has returned with the
// answer behind it. Operations 0 and 2 are of client 0, operation 1 of client 1.
func made(words ...string) func(*object.State) {
	return func(s *object.State) {
		for o, w := range words {
			m := object.Operation{Client: uint8(o % 2)}
			switch w[0] | 0x20 {
			case 'r':
				m.Kind = object.Read
			case 'w':
				m.Kind = object.Write
			case 'c':
				m.Kind = object.CompareAndSet
			}
			if w[0] < 'a' {
				m.Returned, m.Answer = true, w[1]-'0'
			}
			s.Made[o] = m
			s.Called++
		}
	}
}

// after says that one operation had returned when another was called.
func after(pairs ...[2]int) func(*object.State) {
	return func(s *object.State) {
		for _, p := range pairs {
			s.Before[p[1]][p[0]] = true
		}
	}
}

// chain is the operations in the chain.
func chain(all ...uint8) func(*object.State) {
	return func(s *object.State) {
		s.Length = uint8(copy(s.Chain[:], all))
	}
}

func both(all ...func(*object.State)) func(*object.State) {
	return func(s *object.State) {
		for _, f := range all {
			f(s)
		}
	}
}

func TestEachPropertyOfTheObjectRejectsABadState(t *testing.T) {
	exploretest.Judge(t, "OBJ-P1", object.Config.Linearizable, plain,
		handmade{"nothing", made(), true},
		handmade{"a read of what was written", both(made("W0", "R1"), after([2]int{0, 1})), true},
		handmade{"a stale read", both(made("W0", "R0"), after([2]int{0, 1})), false},
		handmade{"an old read beside the write", made("W0", "R0"), true},
		handmade{"a read of an open write", made("w", "R1"), true},
		handmade{"a read of what nobody wrote", made("W0", "R3"), false},
		handmade{"a compare-and-set that finds", both(made("W0", "C1", "R2"), after([2]int{0, 1}, [2]int{1, 2})), true},
		handmade{"one that fails where it must find", both(made("W0", "C0"), after([2]int{0, 1})), false},
		handmade{"one that finds what is not there", made("R0", "C1"), false},
		handmade{"reads of two writes in turn", both(made("W0", "w", "R2"), after([2]int{0, 2})), true},
		handmade{"the last of three is stale", both(made("W0", "W0", "R1"), after([2]int{0, 1}, [2]int{1, 2})), false},
	)
	exploretest.Judge(t, "OBJ-P2", object.Config.Sequential, plain,
		handmade{"a stale read of another client", both(made("W0", "R0"), after([2]int{0, 1})), true},
		handmade{"a stale read of one's own", both(made("W0", "w", "R0"), after([2]int{0, 2})), false},
	)
	exploretest.Judge(t, "OBJ-P3", object.Config.Once, plain,
		handmade{"each once", both(made("w", "w"), chain(1, 0)), true},
		handmade{"the first twice", both(made("w", "w"), chain(0, 1, 0)), false},
		handmade{"the last twice", both(made("w", "w", "w"), chain(2, 2)), false},
	)
	exploretest.Judge(t, "OBJ-P4", object.Config.Final, plain,
		handmade{"a write that is there", both(made("W0"), chain(0)), true},
		handmade{"a write that is not", made("W0"), false},
		handmade{"a read that is not", made("R0"), true},
		handmade{"answered as it was", both(made("W0", "C1"), chain(0, 1)), true},
		handmade{"answered otherwise", both(made("W0", "C1"), chain(1, 0)), false},
	)
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenToTheObject(t *testing.T) {
	call := func(client, kind uint8) func(object.Config, *object.State) bool {
		return func(c object.Config, s *object.State) bool { return c.CanCall(s, client, kind) }
	}
	exploretest.Judge(t, "Call", call(0, object.Read), plain,
		handmade{"nothing is open", made(), true}, handmade{"its own is open", made("w"), false},
		handmade{"another's is open", made("W0", "w"), true}, handmade{"all are called", made("W0", "W0", "W0"), false})
	exploretest.Judge(t, "Call of nothing", call(0, object.None), plain, handmade{"nothing is open", made(), false})
	add := func(o uint8) func(object.Config, *object.State) bool {
		return func(c object.Config, s *object.State) bool { return c.CanAppend(s, o) }
	}
	exploretest.Judge(t, "Append", add(0), plain,
		handmade{"it is called", made("w"), true}, handmade{"it is not", made(), false},
		handmade{"it is there", both(made("w"), chain(0)), false})
	exploretest.Judge(t, "Append without IDs", add(0), unnamed,
		handmade{"it is there", both(made("w"), chain(0)), true},
		handmade{"it is there twice", both(made("w"), chain(0, 0)), false},
		handmade{"another is there twice", both(made("w", "w"), chain(0, 1, 1)), false},
		handmade{"a read is there", both(made("r"), chain(0)), false},
		handmade{"the chain is full", both(made("w", "w"), chain(1, 1, 1, 1)), false})
	known := func(n uint8) func(*object.State) { return func(s *object.State) { s.Known[1] = n } }
	ret := func(c object.Config, s *object.State) bool { return c.CanReturn(s, 0, 1) }
	exploretest.Judge(t, "Return", ret, plain,
		handmade{"it is known", both(made("w"), chain(0), known(1)), true},
		handmade{"it is not known", both(made("w"), chain(0)), false},
		handmade{"less is known", both(made("w", "w"), chain(1, 0), known(1)), false},
		handmade{"it is not there", both(made("w"), known(1)), false},
		handmade{"it has returned", both(made("W0"), chain(0), known(1)), false})
	seen := func(s *object.State) { s.Seen[0] = 1 }
	read := func(c object.Config, s *object.State) bool { return c.CanRead(s, 0, 1) }
	exploretest.Judge(t, "Read", read, plain, handmade{"at once", made("r"), false})
	exploretest.Judge(t, "Read at once", read, final, handmade{"a read", made("r"), true},
		handmade{"a write", made("w"), false}, handmade{"answered", made("R0"), false}, handmade{"none", made(), false},
		handmade{"more was seen", both(made("r"), seen), true})
	exploretest.Judge(t, "Read with sessions", read, sessions,
		handmade{"more was seen", both(made("r"), seen), false},
		handmade{"as much was seen", both(made("r"), seen, chain(1), known(1)), true})
}

// Answers are those of the place in the chain, and what clients have seen grows.
func TestAnAnswerIsThatOfTheFirstPlace(t *testing.T) {
	var s object.State
	both(made("w", "c", "r"), chain(0, 1, 0, 2))(&s)
	s.Known[0] = 4 // operation 0 is there twice
	unnamed.Return(&s, 1, 0)
	unnamed.Return(&s, 2, 0)
	if s.Made[1].Answer != 1 || s.Made[2].Answer != 1 || s.Seen != [3]uint8{4, 2} {
		t.Errorf("answers %d and %d, seen %v, want 1 and 1, 4 and 2", s.Made[1].Answer, s.Made[2].Answer, s.Seen)
	}
	unnamed.Return(&s, 0, 0)
	if s.Seen[0] != 4 {
		t.Errorf("a client has seen %d after it saw 4", s.Seen[0])
	}
}

// What happens sometimes: the first and the last operations count.
func TestWhatSometimesHappensToTheObject(t *testing.T) {
	exploretest.Judge(t, "OBJ-S1", object.Config.Done, plain, handmade{"all", made("W0", "R0", "R0"), true},
		handmade{"the first not", made("w", "R0", "R0"), false}, handmade{"the last not", made("W0", "R0", "r"), false})
	exploretest.Judge(t, "OBJ-S2", object.Config.Overlap, plain,
		handmade{"the later first", both(made("W0", "W0"), chain(1, 0)), true},
		handmade{"the last before the second", both(made("w", "W0", "W0"), chain(2, 1)), true},
		handmade{"the earlier first", both(made("W0", "W0"), chain(0, 1)), false},
		handmade{"it had returned", both(made("W0", "W0"), after([2]int{0, 1}), chain(1, 0)), false},
		handmade{"the earlier is open", both(made("w", "W0"), chain(1, 0)), false},
		handmade{"the later is open", both(made("W0", "w"), chain(1, 0)), false},
		handmade{"the later is not there", both(made("W0", "W0"), chain(0)), false},
		handmade{"neither is there", made("W0", "W0"), false})
	found := both(made("W0", "C1", "R2"), chain(0, 1, 2))
	exploretest.Judge(t, "OBJ-S3", object.Config.Handed, plain, handmade{"found and read", found, true},
		handmade{"read in between", made("W0", "R3", "C1"), false},
		handmade{"it found nothing", made("W0", "C0", "R2"), false},
		handmade{"it is open", made("W0", "c", "R2"), false},
		handmade{"another read", made("W0", "C1", "R1"), false},
		handmade{"the read is open", made("W0", "C1", "r"), false},
		handmade{"it is no read", made("W0", "C1", "W2"), false},
		handmade{"it is no compare-and-set", made("W0", "R1", "R2"), false},
		handmade{"of its own client", both(found, func(s *object.State) { s.Made[1].Client = 0 }), false},
		handmade{"found, but not read, by the last", made("W0", "R0", "C1"), false})
	ended := both(made("W0", "R0", "R0"), chain(0, 1, 2), func(s *object.State) { s.Known[0], s.Known[1] = 3, 3 })
	exploretest.Judge(t, "ended", object.Config.Ended, plain, handmade{"all is over", ended, true},
		handmade{"the last node knows less", both(ended, func(s *object.State) { s.Known[1] = 2 }), false},
		handmade{"the first node knows less", both(ended, func(s *object.State) { s.Known[0] = 0 }), false},
		handmade{"one may be called", both(ended, func(s *object.State) { s.Called = 2 }), false},
		handmade{"one is open", both(ended, func(s *object.State) { s.Made[2].Returned = false }), false})
}

// The conditions of the invariants on states made by hand; and a write's answer says nothing.
func TestEachConditionOfTheObjectSeesWhatItIsAbout(t *testing.T) {
	exploretest.Judge(t, "some answered", object.Config.SomeAnswered, plain, handmade{"none", made("w", "r", "c"), false},
		handmade{"the first", made("R0"), true}, handmade{"the last", made("w", "w", "W0"), true})
	exploretest.Judge(t, "change answered", object.Config.ChangeAnswered, plain,
		handmade{"none", made("w", "r", "c"), false}, handmade{"a read", made("R0", "w"), false},
		handmade{"the first", made("W0"), true}, handmade{"the last", made("w", "w", "C0"), true})
	exploretest.Judge(t, "in chain", object.Config.InChain, plain, handmade{"nothing", made("w"), false},
		handmade{"something", both(made("w"), chain(0)), true})
	exploretest.Judge(t, "OBJ-P1", object.Config.Linearizable, plain,
		handmade{"a compare-and-set that fails changes nothing", both(made("C0", "R0"), after([2]int{0, 1})), true},
		handmade{"a write's answer", made("W1"), true}, handmade{"a read's answer", made("R1"), false})
}

// What each action changes, and nothing else.
func TestWhatHappensToTheObject(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after func(*object.State)
		do            func(*object.State)
	}{
		{"a call", made("W0", "w"), func(s *object.State) {
			s.Called, s.Before[2][0], s.Made[2] = 3, true, object.Operation{Kind: object.CompareAndSet, Client: 1}
		}, func(s *object.State) { plain.Call(s, 1, object.CompareAndSet) }},
		{"a place in the chain", both(made("w", "w", "w"), chain(1)),
			func(s *object.State) { s.Length, s.Chain[1] = 2, 2 }, func(s *object.State) { plain.Append(s, 2) }},
		{"a position is learned", chain(1, 0), func(s *object.State) { s.Known[1] = 1 },
			func(s *object.State) { plain.Learn(s, 1) }},
		{"a compare-and-set returns", both(made("w", "c"), chain(0, 1)), func(s *object.State) {
			s.Made[1].Returned, s.Made[1].Answer, s.Seen[1] = true, 1, 2
		}, func(s *object.State) { plain.Return(s, 1, 0) }},
		{"a read is answered at once", both(made("w", "c", "r"), chain(0, 1, 2),
			func(s *object.State) { s.Known[0], s.Known[1] = 1, 2 }), func(s *object.State) {
			s.Made[2].Returned, s.Made[2].Answer, s.Seen[0] = true, 2, 2
		}, func(s *object.State) { final.Read(s, 2, 1) }},
		{"and by who knows less than was seen", both(made("w", "c", "r"), chain(0, 1, 2),
			func(s *object.State) { s.Known[0], s.Seen[0] = 1, 3 }), func(s *object.State) {
			s.Made[2].Returned, s.Made[2].Answer = true, 1
		}, func(s *object.State) { final.Read(s, 2, 0) }},
	} {
		var got, want object.State
		c.before(&got)
		c.before(&want)
		c.do(&got)
		c.after(&want)
		if got != want {
			t.Errorf("%s: got\n%+v, want\n%+v", c.name, got, want)
		}
	}
	learn := func(c object.Config, s *object.State) bool { return c.CanLearn(s, 1) }
	exploretest.Judge(t, "Learn", learn, plain, handmade{"there is more", chain(0), true},
		handmade{"it knows all", both(chain(0), func(s *object.State) { s.Known[1] = 1 }), false})
	claims, actions := exploretest.Outline(plain.Spec())
	if claims != "P1 P2 P3 P4 S1 S2 S3" || actions != "Call(client:2,kind:4) by client, Append(o:3) by o, "+
		"Learn(j:2) by j, Return(o:3,j:2) by o, Read(o:3,j:2) by o" {
		t.Errorf("%s; %s", claims, actions)
	}
	var s object.State
	both(made("W0", "r", "C1"), chain(0, 2), func(s *object.State) { s.Known[1] = 2 })(&s)
	want := []string{"chain: 0 2", "operation 0 of client 0: write 1, answered 0", "operation 1 of client 1: read",
		"operation 2 of client 0: cas 1 3, answered 1", "known by the nodes: [0 2]"}
	if got := plain.Spec().Describe(&s); !slices.Equal(got, want) {
		t.Errorf("described as %q", got)
	}
}
