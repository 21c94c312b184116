package dkg_test

import (
	"testing"

	"quesera/spec/dkg"
	"quesera/spec/explore/exploretest"
)

// The properties of key generation on states made by hand: each conjunct is once what decides, at the first and last
// nodes.

type st = dkg.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var (
	set = exploretest.Set
	// four are four nodes, of whom 3 is corrupt, with a threshold of two.
	four = dkg.Config{Nodes: 4, Threshold: 2, Faults: 1, Corrupt: set(3), Crashes: 1, Expose: true}
)

// ended is a run in which all went well and node 3 was disqualified.
func ended(s *st) {
	s.Phase = dkg.Over
	s.Finished, s.Dealt, s.Exposed = set(0, 1, 2), set(0, 1, 2), set(0, 1, 2)
	for j := range 3 {
		s.Qual[j], s.Holds[j] = set(0, 1, 2), set(0, 1, 2)
	}
}

// but is ended, and then something else.
func but(f func(*st)) func(*st) { return func(s *st) { ended(s); f(s) } }

func TestEachPropertyOfTheKeyGenerationRejectsABadState(t *testing.T) {
	for name, says := range map[string]func(dkg.Config, *st) bool{
		"agreement": dkg.Config.Agreement, "honest qualified": dkg.Config.HonestQualified, "served": dkg.Config.Served,
		"enough dealers": dkg.Config.EnoughDealers, "private": dkg.Config.Private, "secret": dkg.Config.Secret,
		"key fixed": dkg.Config.KeyFixed, "honest unbroken": dkg.Config.HonestUnbroken, "done": dkg.Config.Done,
	} {
		exploretest.Judge(t, name, says, four, handmade{"all is well", ended, true})
	}
	exploretest.Judge(t, "agreement", dkg.Config.Agreement, four,
		handmade{"the first has another QUAL", but(func(s *st) { s.Qual[0] = set(0, 1, 2, 3) }), false},
		handmade{"the last has another QUAL", but(func(s *st) { s.Qual[2] = set(0, 1) }), false},
		handmade{"the last reconstructs another", but(func(s *st) { s.Broken[2] = set(3) }), false},
		handmade{"who did not finish has another", but(func(s *st) { s.Finished, s.Qual[2] = set(0, 1), 0 }), true})
	exploretest.Judge(t, "honest qualified", dkg.Config.HonestQualified, four,
		handmade{"not node 0", but(func(s *st) { s.Qual[2] = set(1, 2) }), false},
		handmade{"not node 2, to node 0", but(func(s *st) { s.Qual[0] = set(0, 1) }), false},
		handmade{"not one that crashed", but(func(s *st) { s.Crashed, s.Qual[0] = set(1), set(0, 2) }), true},
		handmade{"to who did not finish", but(func(s *st) { s.Finished, s.Qual[2] = set(0, 1), 0 }), true})
	exploretest.Judge(t, "served", dkg.Config.Served, four,
		handmade{"a share is missing", but(func(s *st) { s.Holds[2] = set(0, 1) }), false},
		handmade{"a share is missing at node 0", but(func(s *st) { s.Holds[0] = set(0, 1) }), false},
		handmade{"one more than needed", but(func(s *st) { s.Holds[0] = set(0, 1, 2, 3) }), true},
		handmade{"at who did not finish", but(func(s *st) { s.Finished, s.Holds[2] = set(0, 1), 0 }), true})
	exploretest.Judge(t, "enough dealers", dkg.Config.EnoughDealers, four,
		handmade{"just enough", but(func(s *st) { s.Qual[0] = set(0, 1, 3) }), true},
		handmade{"too few", but(func(s *st) { s.Qual[2] = set(0, 1) }), false},
		handmade{"too few at node 0", but(func(s *st) { s.Qual[0] = set(0, 1) }), false},
		handmade{"at who did not finish", but(func(s *st) { s.Finished, s.Qual[2] = set(0, 1), 0 }), true})
	bold := four
	bold.Faults, bold.Corrupt = 3, set(2, 3)
	exploretest.Judge(t, "enough dealers", dkg.Config.EnoughDealers, bold,
		handmade{"none of them honest", but(func(s *st) { s.Finished, s.Qual[1] = set(1), set(2, 3) }), false},
		handmade{"one of them honest", but(func(s *st) { s.Finished, s.Qual[1] = set(1), set(1) }), true})
	exploretest.Judge(t, "private", dkg.Config.Private, four,
		handmade{"an honest node's share is published in an answer", but(func(s *st) { s.Answered[0] = set(1) }),
			false},
		handmade{"an honest node's share is revealed", but(func(s *st) { s.Revealed[2] = set(0) }), false},
		handmade{"a corrupt node's share is published", but(func(s *st) { s.Answered[0], s.Revealed[1] = set(3), set(3) }),
			true},
		handmade{"the share of one that crashed", but(func(s *st) { s.Crashed, s.Answered[0] = set(1), set(1) }), true},
		handmade{"of a corrupt dealer", but(func(s *st) { s.Answered[3] = set(0, 1) }), true},
		handmade{"of a dealer that crashed", but(func(s *st) { s.Crashed, s.Answered[1] = set(1), set(0) }), true})
	exploretest.Judge(t, "secret", dkg.Config.Secret, four,
		handmade{"an answer makes a threshold", but(func(s *st) { s.Answered[0] = set(1) }), false},
		handmade{"what is revealed makes a threshold", but(func(s *st) { s.Revealed[2] = set(1) }), false},
		handmade{"an answer to a corrupt node", but(func(s *st) { s.Answered[0] = set(3) }), true},
		handmade{"of a corrupt dealer", but(func(s *st) { s.Answered[3] = set(0, 1) }), true})
	many := four
	many.Corrupt = set(1, 3)
	exploretest.Judge(t, "secret", dkg.Config.Secret, many, handmade{"as many corrupt nodes as the threshold", ended,
		false})
	exploretest.Judge(t, "key fixed", dkg.Config.KeyFixed, four,
		handmade{"not exposed", but(func(s *st) { s.Exposed = set(0, 1) }), false},
		handmade{"not exposed by node 0", but(func(s *st) { s.Exposed = set(1, 2) }), false},
		handmade{"exposed wrongly", but(func(s *st) { s.Misfits[2] = set(0) }), false},
		handmade{"exposed wrongly, and reconstructed", but(func(s *st) {
			s.Misfits[2], s.Revealed[2] = set(0), set(0, 1)
			s.Broken[0], s.Broken[1], s.Broken[2] = set(2), set(2), set(2)
		}), true},
		handmade{"reconstructed from too few", but(func(s *st) {
			s.Revealed[2] = set(0)
			s.Broken[0], s.Broken[1], s.Broken[2] = set(2), set(2), set(2)
		}), false},
		handmade{"of a dealer that is disqualified", but(func(s *st) { s.Misfits[3] = set(0) }), true},
		handmade{"at who did not finish", but(func(s *st) { s.Finished, s.Exposed = 0, 0 }), true})
	blind := four
	blind.Expose = false
	exploretest.Judge(t, "key fixed", dkg.Config.KeyFixed, blind,
		handmade{"without exposure", but(func(s *st) { s.Exposed = 0 }), true})
	exploretest.Judge(t, "honest unbroken", dkg.Config.HonestUnbroken, four,
		handmade{"node 0 is reconstructed", but(func(s *st) { s.Broken[2] = set(0) }), false},
		handmade{"node 2 is reconstructed at node 0", but(func(s *st) { s.Broken[0] = set(2) }), false},
		handmade{"a corrupt one is", but(func(s *st) { s.Broken[0] = set(3) }), true},
		handmade{"one that crashed is", but(func(s *st) { s.Crashed, s.Broken[0] = set(1), set(1) }), true},
		handmade{"at who did not finish", but(func(s *st) { s.Finished, s.Broken[2] = set(0, 1), set(0) }), true})
}

func TestWhatSometimesHappensInAKeyGeneration(t *testing.T) {
	early := func(s *st) { s.Phase = dkg.Finishing }
	exploretest.Judge(t, "done", dkg.Config.Done, four, handmade{"early", but(early), false})
	all := func(s *st) {
		for j := range 3 {
			s.Qual[j] = set(0, 1, 2, 3)
		}
	}
	exploretest.Judge(t, "all qualified", dkg.Config.AllQualified, four,
		handmade{"all", but(all), true}, handmade{"all but one", ended, false},
		handmade{"early", but(func(s *st) { all(s); early(s) }), false},
		handmade{"the last of those that finished counts", but(func(s *st) { all(s); s.Finished = set(2) }), true},
		handmade{"nobody finished", but(func(s *st) { all(s); s.Finished = 0 }), false})
	exploretest.Judge(t, "excluded", dkg.Config.Excluded, four,
		handmade{"it is", ended, true}, handmade{"it is not", but(all), false}, handmade{"early", but(early), false})
	exploretest.Judge(t, "excluded", dkg.Config.Excluded, dkg.Config{Nodes: 4, Threshold: 2, Faults: 1, Corrupt: set(0)},
		handmade{"the first, and nobody finished", func(s *st) { s.Phase = dkg.Over }, true})
	repaired := func(s *st) { all(s); s.Accusers[3] = set(0) }
	exploretest.Judge(t, "repaired", dkg.Config.Repaired, four,
		handmade{"accused, and in QUAL", but(repaired), true},
		handmade{"not accused", but(all), false},
		handmade{"accused, and disqualified", but(func(s *st) { s.Accusers[3] = set(0) }), false},
		handmade{"accused by corrupt nodes", but(func(s *st) { all(s); s.Accusers[3] = set(3) }), false},
		handmade{"an honest one is accused", but(func(s *st) { s.Accusers[0] = set(1) }), false})
	tooMany := func(s *st) { s.Dealt, s.Accusers[3], s.Answered[3] = set(0, 1, 2, 3), set(0, 1), set(0, 1) }
	exploretest.Judge(t, "too many", dkg.Config.TooMany, four,
		handmade{"answered, and disqualified", but(tooMany), true},
		handmade{"early", but(func(s *st) { tooMany(s); early(s) }), false},
		handmade{"has not dealt", but(func(s *st) { tooMany(s); s.Dealt = set(0, 1, 2) }), false},
		handmade{"answered one", but(func(s *st) { tooMany(s); s.Answered[3] = set(0) }), false},
		handmade{"in QUAL", but(func(s *st) { tooMany(s); all(s) }), false})
	exploretest.Judge(t, "slandered", dkg.Config.Slandered, four,
		handmade{"an honest one answers", but(func(s *st) { s.Answered[0] = set(3) }), true},
		handmade{"the last honest one answers", but(func(s *st) { s.Answered[2] = set(3) }), true},
		handmade{"a corrupt one answers", but(func(s *st) { s.Answered[3] = set(0) }), false})
	exploretest.Judge(t, "lost", dkg.Config.Lost, four,
		handmade{"a dealer crashed before", but(func(s *st) { s.Crashed = set(0) }), true},
		handmade{"the last but one crashed before", but(func(s *st) { s.Crashed = set(1) }), true},
		handmade{"only the first has it in QUAL", but(func(s *st) {
			s.Crashed, s.Qual[1], s.Qual[2] = set(1), set(0, 2), set(0, 2)
		}), false},
		handmade{"who did not finish has it in QUAL", but(func(s *st) { s.Crashed, s.Finished = set(1), set(0) }), false},
		handmade{"it crashed after", but(func(s *st) { s.Crashed, s.Finished = set(2), set(0, 1) }), false},
		handmade{"it is not in QUAL", but(func(s *st) { s.Crashed, s.Qual[1], s.Qual[2] = set(0), set(1, 2), set(1, 2) }),
			false},
		handmade{"nobody crashed", ended, false})
	exploretest.Judge(t, "rebuilt", dkg.Config.Rebuilt, four,
		handmade{"at node 0", but(func(s *st) { s.Broken[0] = set(3) }), true},
		handmade{"at node 2", but(func(s *st) { s.Broken[2] = set(3) }), true}, handmade{"nowhere", ended, false})
}

// Every node acts in its turn, and says all that makes a difference.
func TestWhatANodeCanSay(t *testing.T) {
	for _, a := range four.Spec().Actions {
		for _, p := range a.Params {
			want := 16 // sets of four nodes
			switch p.Name {
			case "i", "j":
				want = 4
			case "stands", "said", "ends":
				want = 2
			}
			if len(p.Values) != want {
				t.Errorf("%s: %d values of %s, want %d", a.Name, len(p.Values), p.Name, want)
			}
		}
	}
}
