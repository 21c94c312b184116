package qsc4

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
)

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*State)
	Want bool
}

var (
	set = exploretest.Set
	// four are four nodes, of which the last is corrupt: faces 3 and 4.
	four   = group(4, 1, 3)
	read   = four.reader()
	chosen = four.tickets()
)

// Who is who among the faces.
func TestFacesOfARound(t *testing.T) {
	for i, want := range []struct {
		twin            spec.NodeID
		correct, second bool
	}{{correct: true}, {correct: true}, {correct: true}, {twin: 4}, {twin: 3, second: true}} {
		id := spec.NodeID(i)
		if four.isCorrect(id) != want.correct || four.isSecond(id) != want.second ||
			!want.correct && four.twin(id) != want.twin {
			t.Errorf("face %d: correct %v, second %v, twin %d", i, four.isCorrect(id), four.isSecond(id), four.twin(id))
		}
	}
	for set, want := range map[spec.NodeSet]uint8{0: 0, set(0, 3): 2, set(0, 4): 2, set(3, 4): 1,
		set(0, 1, 2, 3, 4): 4} {
		if got := four.nodesOf(set); got != want || four.apart(set) != (set.Len() == int(want)) {
			t.Errorf("nodes of %v = %d, want %d; apart %v", set, got, want, four.apart(set))
		}
	}
	for i, want := range []uint8{3, 2, 1, 1, 0} {
		if got := four.yet(spec.NodeID(i)); got != want {
			t.Errorf("after face %d there are %d, want %d", i, got, want)
		}
	}
}

func TestClaimsOfARound(t *testing.T) {
	known := func(s *State) {
		s.Step, s.Witnessed[0] = 2, set(0, 4)
		for i := range s.Carried[:5] {
			s.Carried[i].Seen = set(0, 4)
		}
	}
	exploretest.Judge(t, "QSC4-P1", Config.CertifiedIsKnownToAll, read, handmade{"all know", known, true},
		handmade{"the last face does not", func(s *State) { known(s); s.Carried[4].Seen = set(0) }, false},
		handmade{"the first node does not", func(s *State) { known(s); s.Carried[0].Seen = set(4) }, false},
		handmade{"too early", func(s *State) { s.Step, s.Witnessed[0] = 1, set(0) }, true},
		handmade{"within the step", func(s *State) { s.Step, s.Turn, s.Witnessed[0] = 2, 1, set(0) }, true})
	exploretest.Judge(t, "QSC4-P1", Config.CertifiedIsKnownToAll, read.of(0),
		handmade{"of another proposal", func(s *State) { s.Step, s.Witnessed[0] = 2, set(4) }, true})
	over := func(s *State) {
		s.Step, s.Witnessed[0], s.Reconfirmable = 3, set(0, 1, 4), set(0, 1)
		s.Read.Seen, s.Read.Confirmed = set(0, 1, 4), set(0, 1)
	}
	exploretest.Judge(t, "QSC4-P2", Config.ReconfirmableIsConfirmed, read, handmade{"confirmed", over, true},
		handmade{"not", func(s *State) { over(s); s.Read.Confirmed = set(0) }, false},
		handmade{"nobody read", func(s *State) { over(s); s.Step, s.Read.Confirmed = 2, 0 }, true})
	exploretest.Judge(t, "QSC4-P3", Config.ConfirmableIsSeen, read, handmade{"seen", over, true},
		handmade{"not", func(s *State) { over(s); s.Read.Seen = set(0, 1) }, false},
		handmade{"nobody read", func(s *State) { over(s); s.Step, s.Read.Seen = 2, 0 }, true})
	exploretest.Judge(t, "QSC4-P6", Config.EveryoneChooses, read, handmade{"something", over, true},
		handmade{"nothing", func(s *State) { over(s); s.Read.Confirmed = 0 }, false},
		handmade{"nobody read", func(s *State) {}, true})
	exploretest.Judge(t, "something reconfirmable", Config.SomethingReconfirmable, read,
		handmade{"it is", over, true},
		handmade{"nothing", func(s *State) { over(s); s.Reconfirmable = 0 }, false})
	exploretest.Judge(t, "something confirmable", Config.SomethingConfirmable, read, handmade{"it is", over, true},
		handmade{"nothing", func(s *State) { over(s); s.Witnessed[0] = 0 }, false})
	exploretest.Judge(t, "uncertain", Config.Uncertain, read, handmade{"of 4", over, true},
		handmade{"of nothing", func(s *State) { over(s); s.Read.Confirmed = set(0, 1, 4) }, false})
	exploretest.Judge(t, "a face reconfirmable", Config.FaceReconfirmable, read, handmade{"none", over, false},
		handmade{"nothing", func(*State) {}, false},
		handmade{"it is", func(s *State) { over(s); s.Reconfirmable = set(0, 3) }, true})
	for step := range Steps {
		both := func(s *State) { s.Witnessed[step] = set(0, 3, 4) }
		one := func(s *State) { s.Witnessed[step] = set(0, 4) }
		exploretest.Judge(t, "QSC4-P4", Config.OneFaceCertified, four, handmade{"both", both, false},
			handmade{"one", one, true},
			handmade{"in different steps", func(s *State) { one(s); s.Witnessed[(step+1)%3] = set(3) }, true})
		exploretest.Judge(t, "a face certified", Config.FaceCertified, four, handmade{"one", one, true},
			handmade{"none", func(s *State) { s.Witnessed[step] = set(0, 1, 2) }, false})
	}
}

func TestChoiceAndCommit(t *testing.T) {
	committed := func(s *State) {
		s.Step, s.Turn = 3, 5
		for j := range s.Knows[:3] {
			s.Knows[j] = Knowledge{Seen: set(0, 1, 3, 4), Confirmed: set(0, 1), Reconfirmed: set(0)}
		}
		copy(s.Ticket[:], []uint8{1, 0, 0, 0, 0})
	}
	commits := func(j, p spec.NodeID) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.commits(s, j, p) }
	}
	exploretest.Judge(t, "commits", commits(2, 0), chosen, handmade{"the best", committed, true},
		handmade{"not reconfirmed", func(s *State) { committed(s); s.Knows[2].Reconfirmed = set(1) }, false},
		handmade{"a tie", func(s *State) { committed(s); s.Ticket[1] = 1 }, false},
		handmade{"a tie with one that is not known", func(s *State) { committed(s); s.Ticket[2] = 1 }, true},
		handmade{"a tie with a face", func(s *State) { committed(s); s.Ticket[4] = 1 }, false},
		handmade{"whose other is confirmed", func(s *State) {
			committed(s)
			s.Ticket[4], s.Knows[2].Confirmed = 1, set(0, 3)
		}, true},
		handmade{"that is confirmed itself", func(s *State) {
			committed(s)
			s.Ticket[4], s.Knows[2].Confirmed = 1, set(0, 4)
		}, false})
	may := func(c Config, s *State) bool { return c.mayChoose(s, 1, 0) }
	exploretest.Judge(t, "chooses", may, chosen, handmade{"the best", committed, true},
		handmade{"not confirmed", func(s *State) { committed(s); s.Knows[1].Confirmed = set(1) }, false},
		handmade{"a tie", func(s *State) { committed(s); s.Ticket[1] = 1 }, true},
		handmade{"a better one", func(s *State) { committed(s); s.Ticket[0], s.Ticket[1] = 0, 1 }, false},
		handmade{"a better one that is not confirmed",
			func(s *State) { committed(s); s.Ticket[0], s.Ticket[3] = 0, 1 }, true})
	split := func(s *State) { committed(s); s.Knows[1].Confirmed = set(1) }
	exploretest.Judge(t, "QSC4-P5", Config.Agreement, chosen, handmade{"all choose it", committed, true},
		handmade{"one does not", split, false},
		handmade{"tickets are missing", func(s *State) { split(s); s.Turn = 4 }, true},
		handmade{"nobody commits", func(s *State) { split(s); s.Ticket[3] = 1 }, true})
	exploretest.Judge(t, "somebody commits", Config.SomebodyCommits, chosen, handmade{"all do", committed, true},
		handmade{"tickets are missing", func(s *State) { committed(s); s.Turn = 4 }, false},
		handmade{"one does",
			func(s *State) { committed(s); s.Knows[0], s.Knows[1] = Knowledge{}, Knowledge{} }, true})
	exploretest.Judge(t, "a face committed", Config.FaceCommitted, chosen,
		handmade{"a correct one", committed, false},
		handmade{"a face", func(s *State) {
			committed(s)
			s.Knows[2].Reconfirmed, s.Ticket[0], s.Ticket[4] = set(4), 0, 1
		}, true})
	exploretest.Judge(t, "QSC4-P6", Config.EveryoneChooses, chosen, handmade{"all", committed, true},
		handmade{"the last has nothing", func(s *State) { committed(s); s.Knows[2].Confirmed = 0 }, false},
		handmade{"not over", func(s *State) {}, true})
	exploretest.Judge(t, "done", Config.Done, chosen, handmade{"revealed", committed, true},
		handmade{"tickets are missing", func(s *State) { committed(s); s.Turn = 4 }, false})
	exploretest.Judge(t, "done", Config.Done, read, handmade{"read", func(s *State) { s.Step = 3 }, true},
		handmade{"not", func(s *State) { s.Step = 2 }, false})
	exploretest.Judge(t, "choosing", Config.Choosing, read, handmade{"read", func(s *State) { s.Step = 3 }, true},
		handmade{"not", func(s *State) { s.Step = 2 }, false})
	var s State
	committed(&s)
	if text := strings.Join(chosen.Spec().Describe(&s), "\n"); !strings.Contains(text,
		"node 2: aware of {0 1 3 4}, confirmed {0 1}, reconfirmed {0}; chooses 0; sees 0 committed") {
		t.Error(text)
	}
	if text := strings.Join(read.Spec().Describe(&State{Step: 3, Reconfirmable: set(1)}), "\n"); !strings.Contains(text,
		"could be reconfirmed: {1}") {
		t.Error(text)
	}
}

// What a round claims depends on the group, and on whose proposals are told; who acts is who it happens to.
func TestARoundClaimsWhatItsGroupAllows(t *testing.T) {
	const (
		of5   = "Witness(i:5,w:3) by i, Miss(i:5) by i, Hear(j:5,h:10) by j"
		late  = "Witness(i:5,w:3) by i, Miss(i:5) by i, SeeLate(i:5,j:5) by j, ConfirmLate(i:5,j:5) by j, Hear(j:5,h:10) by j"
		of3   = "Witness(i:3,w:3) by i, Miss(i:3) by i, Hear(j:3,h:3) by j, Read(h:3) by h"
		reads = ", Read(h:10) by h"
	)
	for _, c := range []struct {
		config          Config
		claims, actions string
	}{
		{four, "P1 P4 P6", of5},
		{group(3, 0, 2).reader(), "P1 P6 P2 P3 S2", of3},
		{read, "P1 P4 P6 P2 P3 S1 S2", of5 + reads},
		{read.of(3), "P1 P4 P2 P3 S1 S2", of5 + reads},
		{read.of(0), "P1 P4 P2 P3 S2", of5 + reads},
		{group(4, 1, 4).reader(), "P1 P4 P6 P2 P3 S1",
			"Witness(i:5,w:1) by i, Miss(i:5) by i, Hear(j:5,h:5) by j, Read(h:5) by h"},
		{chosen.late(), "P1 P4 P6 P5 S3 S4", late + ", Reveal(i:5,ticket:2) by i"},
	} {
		if claims, actions := exploretest.Outline(c.config.Spec()); claims != c.claims || actions != c.actions {
			t.Errorf("%+v: %s; %s, want\n%s; %s", c.config, claims, actions, c.claims, c.actions)
		}
	}
	for p, want := range map[spec.NodeID]bool{0: false, 2: false, 3: true, 4: true} {
		if got := four.of(p).tracksAFace(); got != want {
			t.Errorf("tracks a face with %d: %v", p, got)
		}
	}
}

// Tickets are revealed when the last one is; and what is asked of a state for those who follow runs is what is asked
// inside.
func TestWhenTicketsAreRevealed(t *testing.T) {
	exploretest.Judge(t, "revealed", Config.revealed, chosen,
		handmade{"all", func(s *State) { s.Step, s.Turn = 3, 5 }, true},
		handmade{"all but one", func(s *State) { s.Step, s.Turn = 3, 4 }, false},
		handmade{"in an earlier step", func(s *State) { s.Step, s.Turn = 2, 5 }, false})
	exploretest.Judge(t, "revealed", Config.revealed, four,
		handmade{"without tickets", func(s *State) { s.Step, s.Turn = 3, 5 }, false})
	s := State{Step: 3, Turn: 5}
	for j := range s.Knows[:3] {
		s.Knows[j] = Knowledge{Seen: set(0, 1), Confirmed: set(0, 1), Reconfirmed: set(0)}
	}
	s.Ticket[0] = 1
	if !chosen.Commits(&s, 2, 0) || chosen.Commits(&s, 2, 1) || !chosen.MayChoose(&s, 1, 0) || chosen.MayChoose(&s, 1, 1) {
		t.Error("what is asked from outside is not what is asked inside")
	}
}

// What may be reconfirmed, or is seen committed, of a corrupt node: one is enough, and tickets must be there.
func TestWhatSometimesHappensToAFace(t *testing.T) {
	exploretest.Judge(t, "QSC4-S1", Config.FaceReconfirmable, read, handmade{"nothing", func(*State) {}, false},
		handmade{"of a correct one", func(s *State) { s.Reconfirmable = set(0, 2) }, false},
		handmade{"of the corrupt one", func(s *State) { s.Reconfirmable = set(3) }, true},
		handmade{"of it too", func(s *State) { s.Reconfirmable = set(0, 4) }, true})
	committed := func(p spec.NodeID) func(*State) {
		return func(s *State) {
			s.Step, s.Turn = 3, 5
			for j := range s.Knows[:3] {
				s.Knows[j] = Knowledge{Seen: set(0, 3), Confirmed: set(0, 3), Reconfirmed: set(p)}
			}
			s.Ticket[p] = 1
		}
	}
	exploretest.Judge(t, "QSC4-S4", Config.FaceCommitted, chosen, handmade{"of a correct one", committed(0), false},
		handmade{"of the corrupt one", committed(3), true},
		handmade{"before the tickets are there", func(s *State) { committed(3)(s); s.Turn = 4 }, false})
}
