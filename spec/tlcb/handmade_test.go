package tlcb

import (
	"testing"

	"quesera/spec/explore/exploretest"
)

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*State)
	Want bool
}

var set = exploretest.Set

// four are four nodes, of which the last is corrupt: faces 3 and 4.
var four = group(4, 1, 3)

// all has every face's message formulated.
func all(s *State) { copy(s.At[:], []uint8{1, 1, 1, 1, 1}) }

// Who is who among the faces.
func TestFacesOfNodes(t *testing.T) {
	c := group(4, 2, 4)
	for i, want := range []struct {
		first, twin int
		correct     bool
	}{{0, 0, true}, {1, 0, true}, {2, 3, false}, {2, 2, false}, {4, 5, false}, {4, 4, false}} {
		id := nodeOf(i)
		first, correct := c.first(id), c.isCorrect(id)
		if int(first) != want.first || correct != want.correct || !correct && int(c.twin(id)) != want.twin {
			t.Errorf("face %d: first %d, twin %d, correct %v, want %+v", i, first, c.twin(id), correct, want)
		}
	}
	if c.willing() != set(2, 4) || c.silent(2, 3).willing() != set(4) {
		t.Errorf("willing: %v, and %v", c.willing(), c.silent(2, 3).willing())
	}
	for count, want := range map[uint8]bool{1: false, 2: true} {
		if four.majority(count) != want || group(5, 1, 4).majority(count+1) != want {
			t.Errorf("%d of 3, and %d of 4, are a majority: %v", count, count+1, four.majority(count))
		}
	}
}

func TestCertifiedCountsNodes(t *testing.T) {
	certified := func(face int) func(Config, *State) bool {
		return func(c Config, s *State) bool {
			c.certify(s)
			return s.Faces.Has(nodeOf(face)) && s.Certified.Has(c.first(nodeOf(face)))
		}
	}
	acks := func(face int, by ...int) func(*State) {
		return func(s *State) {
			all(s)
			for _, j := range by {
				s.Acks[face] = s.Acks[face].With(nodeOf(j))
			}
		}
	}
	exploretest.Judge(t, "a correct node's", certified(2), four,
		handmade{"by two and the corrupt one", acks(2, 0, 2), true}, handmade{"by one", acks(2, 2), false},
		handmade{"not formulated", func(s *State) { acks(2, 0, 2)(s); s.At[2] = before }, false})
	exploretest.Judge(t, "a face's", certified(4), four,
		handmade{"by two", acks(4, 0, 1), true}, handmade{"the other's", acks(3, 0, 1), false})
	exploretest.Judge(t, "without the silent one", certified(2), four.silent(3, 4),
		handmade{"by two", acks(2, 0, 2), false}, handmade{"by three", acks(2, 0, 1, 2), true})
	two := group(4, 2, 4).silent(2, 3).shrink()
	exploretest.Judge(t, "where the exposed leave", certified(0), two,
		handmade{"by two, the willing one, and none exposed", acks(0, 0, 1), false},
		handmade{"and one exposed", func(s *State) { acks(0, 0, 1)(s); s.Exposed[0] = set(2) }, true},
		handmade{"in another's view", func(s *State) { acks(0, 0, 1)(s); s.Exposed[1] = set(2) }, false})
	two.Counted = true
	exploretest.Judge(t, "where they are counted too", certified(0), two,
		handmade{"one exposed", func(s *State) { acks(0, 0)(s); s.Exposed[0] = set(4) }, false},
		handmade{"two exposed", func(s *State) { acks(0, 0)(s); s.Exposed[0] = set(2, 4) }, true})
	s := State{}
	acks(2, 0, 2)(&s)
	acks(4, 0, 1)(&s)
	if four.certify(&s); s.Certified != set(2, 3) || s.Faces != set(2, 4) {
		t.Errorf("certified nodes = %v, faces %v, want {2 3} and {2 4}", s.Certified, s.Faces)
	}
	if s.At[3] = before; !four.exposable(&s).Empty() || !four.shrink().exposable(&s).Empty() {
		t.Error("a node of one face is exposed")
	}
	if all(&s); !four.exposable(&s).Empty() || four.shrink().exposable(&s) != set(3) {
		t.Error("a node of two faces is not exposed")
	}
}

func TestClaimsOfAStep(t *testing.T) {
	both := func(s *State) { s.Acks[3], s.Acks[4], s.Faces = set(0, 1), set(1, 2), set(3, 4) }
	exploretest.Judge(t, "TLCB-P1", Config.OneFaceCertified, four, handmade{"both", both, false},
		handmade{"the first", func(s *State) { both(s); s.Faces = set(2, 3) }, true},
		handmade{"the second", func(s *State) { both(s); s.Faces = set(1, 4) }, true})
	exploretest.Judge(t, "both shown", Config.BothShown, four, handmade{"both", both, true},
		handmade{"certified", func(s *State) { s.Faces = set(3, 4) }, true},
		handmade{"the first", func(s *State) { s.Acks[3] = set(0) }, false},
		handmade{"the second, certified", func(s *State) { s.Faces = set(4) }, false})
	exploretest.Judge(t, "a face is certified", Config.FaceCertified, four, handmade{"both", both, true},
		handmade{"a correct node's", func(s *State) { s.Faces = set(0, 1, 2) }, false},
		handmade{"the second", func(s *State) { s.Faces = set(4) }, true})
	reachable := func(s *State) { all(s); s.Certified = set(0, 1, 3) }
	exploretest.Judge(t, "reachable", Config.Reachable, four, handmade{"three certified", reachable, true},
		handmade{"two", func(s *State) { s.Certified = set(0, 3) }, false})
	exploretest.Judge(t, "reachable", Config.Reachable, four.shrink(),
		handmade{"two, and one that is exposed", func(s *State) { all(s); s.Certified = set(0, 1) }, true},
		handmade{"which is counted once", func(s *State) { all(s); s.Certified = set(0, 3) }, false})
	exploretest.Judge(t, "TLCB-P2", Config.MajorityFirst, four, handmade{"all are there", reachable, true},
		handmade{"one is", func(s *State) { reachable(s); s.At[0], s.At[2] = before, before }, false},
		handmade{"two of three", func(s *State) { reachable(s); s.At[2] = before }, true},
		handmade{"two of three are beyond", func(s *State) {
			reachable(s)
			s.At[0], s.At[1], s.At[2] = beyond, beyond, before
		}, true},
		handmade{"it is not reachable", func(s *State) { s.Certified = set(0, 1) }, true})
	late := func(s *State) { s.Late, s.Faces = set(3), set(0, 3) }
	exploretest.Judge(t, "TLCB-P3", Config.NothingLateCertified, four, handmade{"late", late, false},
		handmade{"the other face", func(s *State) { late(s); s.Late = set(4) }, true},
		handmade{"not certified", func(s *State) { late(s); s.Faces = set(0) }, true})
	exploretest.Judge(t, "something late", Config.SomethingLate, four, handmade{"late", late, true},
		handmade{"nothing", all, false})
}

func TestWhereAStepEnds(t *testing.T) {
	ended := func(s *State) {
		copy(s.At[:], []uint8{2, 2, 2, 1, 1})
	}
	exploretest.Judge(t, "all left", Config.AllLeft, four, handmade{"all", ended, true},
		handmade{"the last not", func(s *State) { ended(s); s.At[2] = within }, false},
		handmade{"the first not", func(s *State) { ended(s); s.At[0] = before }, false})
	exploretest.Judge(t, "all left but the silent", Config.AllLeft, four.silent(2),
		handmade{"the silent not", func(s *State) { ended(s); s.At[2] = before }, true})
	stuck := func(s *State) {
		all(s)
		s.At[2] = before
		s.Acks[0], s.Acks[1], s.Acks[3], s.Acks[4] = set(0, 1), set(0, 1), set(0), set(1)
	}
	exploretest.Judge(t, "quiet", Config.Quiet, four, handmade{"all left", ended, true},
		handmade{"one may formulate", func(s *State) { ended(s); s.At[4] = before }, false},
		handmade{"one may acknowledge", stuck, false})
	exploretest.Judge(t, "quiet", Config.Quiet, four.silent(2), handmade{"stuck", stuck, true},
		handmade{"one may leave", func(s *State) { stuck(s); s.Certified = set(0, 1, 3) }, false})
	exploretest.Judge(t, "quiet", Config.Quiet, four.silent(2).shrink(),
		handmade{"one may learn", stuck, false},
		handmade{"all know, and may leave", func(s *State) {
			stuck(s)
			s.Exposed[0], s.Exposed[1], s.Certified = set(3), set(3), set(0, 1)
		}, false},
		handmade{"and have", func(s *State) {
			stuck(s)
			s.Exposed[0], s.Exposed[1], s.At[0], s.At[1] = set(3), set(3), beyond, beyond
		}, true})
	exploretest.Judge(t, "TLCB-P4", Config.Goes, four.silent(2), handmade{"stuck", stuck, false},
		handmade{"not quiet", func(s *State) { stuck(s); s.Acks[0] = set(0) }, true},
		handmade{"all left", func(s *State) { ended(s); s.At[2] = before }, true})
	exploretest.Judge(t, "known", Config.Known, four,
		handmade{"beyond", func(s *State) { s.At[2], s.Exposed[2] = beyond, set(3) }, true},
		handmade{"within", func(s *State) { s.At[2], s.Exposed[2] = within, set(3) }, false},
		handmade{"another", func(s *State) { s.At[2], s.Exposed[1] = beyond, set(3) }, false})
}
