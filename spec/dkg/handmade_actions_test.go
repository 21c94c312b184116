package dkg_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/dkg"
	"quesera/spec/explore/exploretest"
)

// at is the turn of a node in a phase, after all have dealt to all.
func at(phase, turn uint8, then func(*st)) func(*st) {
	return func(s *st) {
		s.Phase, s.Turn, s.Dealt = phase, turn, set(0, 1, 2, 3)
		for i := range 4 {
			s.Fits[i] = set(0, 1, 2, 3)
		}
		if then != nil {
			then(s)
		}
	}
}

// Each conjunct of each guard keeps something from happening: an honest node does its duty in its turn, or crashes if
// one more may; a corrupt one does what it likes of what makes a difference.
func TestWhatMayHappenInAKeyGeneration(t *testing.T) {
	type guard = func(dkg.Config, *st) bool
	deal := func(i spec.NodeID, to spec.NodeSet, stands uint8) guard {
		return func(c dkg.Config, s *st) bool { return c.CanDeal(s, i, to, stands) }
	}
	start := func(turn uint8) func(*st) { return func(s *st) { s.Turn = turn } }
	crashed := func(turn uint8) func(*st) { return func(s *st) { s.Turn, s.Crashed = turn, set(1) } }
	exploretest.Judge(t, "an honest one deals to all", deal(1, set(0, 1, 2, 3), 1), four,
		handmade{"in its turn", start(1), true}, handmade{"too early", start(0), false},
		handmade{"too late", start(2), false},
		handmade{"in another phase", func(s *st) { s.Phase, s.Turn = dkg.Complaining, 1 }, false},
		handmade{"crashed", crashed(1), false})
	exploretest.Judge(t, "an honest one deals to some", deal(0, set(0, 1), 1), four,
		handmade{"one more may crash", start(0), true}, handmade{"no more may crash", crashed(0), false})
	exploretest.Judge(t, "an honest one does not deal", deal(0, set(0), 0), four,
		handmade{"one more may crash", start(0), true}, handmade{"no more may crash", crashed(0), false})
	exploretest.Judge(t, "a corrupt one deals to some", deal(3, set(1, 3), 1), four,
		handmade{"in its turn", start(3), true}, handmade{"no more may crash", crashed(3), true})
	exploretest.Judge(t, "a corrupt one deals, but not to itself", deal(3, set(1), 1), four,
		handmade{"in its turn", start(3), false})
	exploretest.Judge(t, "what does not stand is dealt to nobody else", deal(3, set(1, 3), 0), four,
		handmade{"in its turn", start(3), false})

	complain := func(j spec.NodeID, against spec.NodeSet) guard {
		return func(c dkg.Config, s *st) bool { return c.CanComplain(s, j, against) }
	}
	wrong := func(s *st) { s.Fits[3] = set(0, 2, 3) }
	exploretest.Judge(t, "a complaint of the wronged", complain(1, set(3)), four,
		handmade{"it was wronged", at(dkg.Complaining, 1, wrong), true},
		handmade{"it was not", at(dkg.Complaining, 1, nil), false},
		handmade{"in another phase", at(dkg.Justifying, 1, wrong), false},
		handmade{"nothing was dealt", at(dkg.Complaining, 1,
			func(s *st) { s.Dealt, s.Fits[3] = set(0, 1, 2), 0 }), false})
	exploretest.Judge(t, "silence", complain(1, 0), four,
		handmade{"it was not wronged", at(dkg.Complaining, 1, nil), true},
		handmade{"it was wronged, and may crash", at(dkg.Complaining, 1, wrong), true},
		handmade{"it was wronged, and may not crash", at(dkg.Complaining, 1,
			func(s *st) { wrong(s); s.Crashed = set(2) }),
			false},
		handmade{"nothing was dealt, and it may not crash", at(dkg.Complaining, 1,
			func(s *st) { s.Dealt, s.Fits[3], s.Crashed = set(0, 1, 2), 0, set(2) }), true},
		handmade{"it crashed", at(dkg.Complaining, 1, func(s *st) { wrong(s); s.Crashed = set(1) }), true})
	exploretest.Judge(t, "a corrupt one slanders", complain(3, set(0)), four,
		handmade{"in its turn", at(dkg.Complaining, 3, nil), true})
	exploretest.Judge(t, "a corrupt one complains of itself", complain(3, set(3)), four,
		handmade{"in its turn", at(dkg.Complaining, 3, nil), false})

	justify := func(i spec.NodeID, well spec.NodeSet) guard {
		return func(c dkg.Config, s *st) bool { return c.CanJustify(s, i, well) }
	}
	accused := func(s *st) { s.Accusers[0] = set(3) }
	tooOften := func(s *st) { s.Accusers[0] = set(2, 3) }
	exploretest.Judge(t, "an answer", justify(0, set(3)), four,
		handmade{"to a complaint", at(dkg.Justifying, 0, accused), true},
		handmade{"to none", at(dkg.Justifying, 0, nil), false},
		handmade{"to too many complaints", at(dkg.Justifying, 0, tooOften), false},
		handmade{"in another phase", at(dkg.Complaining, 0, accused), false})
	exploretest.Judge(t, "no answer", justify(0, 0), four,
		handmade{"to no complaint", at(dkg.Justifying, 0, nil), true},
		handmade{"to too many complaints", at(dkg.Justifying, 0, tooOften), true},
		handmade{"to a complaint, where one more may crash", at(dkg.Justifying, 0, accused), true},
		handmade{"to a complaint", at(dkg.Justifying, 0, func(s *st) { accused(s); s.Crashed = set(2) }), false})
	exploretest.Judge(t, "a corrupt one answers whom it likes", justify(3, set(1)), four,
		handmade{"of two", at(dkg.Justifying, 3, func(s *st) { s.Accusers[3] = set(1, 2) }), true})

	show := func(i spec.NodeID, misfits spec.NodeSet, said uint8) guard {
		return func(c dkg.Config, s *st) bool { return c.CanShowKey(s, i, misfits, said) }
	}
	exploretest.Judge(t, "an honest one shows its part", show(0, 0, 1), four,
		handmade{"in its turn", at(dkg.Exposing, 0, nil), true},
		handmade{"too late", at(dkg.Exposing, 1, nil), false},
		handmade{"disqualified", at(dkg.Exposing, 0, tooOften), false})
	exploretest.Judge(t, "an honest one says nothing", show(0, 0, 0), four,
		handmade{"one more may crash", at(dkg.Exposing, 0, nil), true},
		handmade{"no more may crash", at(dkg.Exposing, 0, func(s *st) { s.Crashed = set(1) }), false},
		handmade{"disqualified", at(dkg.Exposing, 0, func(s *st) { tooOften(s); s.Crashed = set(1) }), true},
		handmade{"it crashed", at(dkg.Exposing, 0, func(s *st) { s.Crashed = set(0) }), true})
	exploretest.Judge(t, "a corrupt one shows another part", show(3, set(0, 1, 2), 1), four,
		handmade{"in its turn", at(dkg.Exposing, 3, nil), true})
	exploretest.Judge(t, "an honest one shows another part", show(0, set(1, 2, 3), 1), four,
		handmade{"in its turn", at(dkg.Exposing, 0, nil), false})
	exploretest.Judge(t, "another part fits as many as the threshold", show(3, set(0, 1), 1), four,
		handmade{"in its turn", at(dkg.Exposing, 3, nil), false})
	exploretest.Judge(t, "nothing said misfits", show(3, set(0, 1, 2), 0), four,
		handmade{"in its turn", at(dkg.Exposing, 3, nil), false})

	accuse := func(j spec.NodeID, against spec.NodeSet) guard {
		return func(c dkg.Config, s *st) bool { return c.CanAccuse(s, j, against) }
	}
	misfit := func(s *st) { s.Exposed, s.Misfits[3] = set(0, 1, 2, 3), set(0, 1, 2) }
	exploretest.Judge(t, "an accusation", accuse(1, set(3)), four,
		handmade{"its share does not fit", at(dkg.Accusing, 1, misfit), true},
		handmade{"its share fits", at(dkg.Accusing, 1, nil), false},
		handmade{"in another phase", at(dkg.Exposing, 1, misfit), false})
	exploretest.Judge(t, "a false accusation", accuse(3, set(0)), four,
		handmade{"by a corrupt one", at(dkg.Accusing, 3, misfit), false})

	reveal := func(j spec.NodeID, whom spec.NodeSet) guard {
		return func(c dkg.Config, s *st) bool { return c.CanReveal(s, j, whom) }
	}
	broken := func(s *st) { misfit(s); s.Accused = set(3) }
	exploretest.Judge(t, "a share is revealed", reveal(1, set(3)), four,
		handmade{"of one to be reconstructed", at(dkg.Reconstructing, 1, broken), true},
		handmade{"of one that nobody accuses", at(dkg.Reconstructing, 1, misfit), false},
		handmade{"in another phase", at(dkg.Accusing, 1, broken), false})
	exploretest.Judge(t, "no share is revealed", reveal(1, 0), four,
		handmade{"where one more may crash", at(dkg.Reconstructing, 1, broken), true},
		handmade{"where no more may", at(dkg.Reconstructing, 1,
			func(s *st) { broken(s); s.Crashed = set(2) }), false},
		handmade{"where none is needed", at(dkg.Reconstructing, 1,
			func(s *st) { misfit(s); s.Crashed = set(2) }), true})

	finish := func(j spec.NodeID, ends uint8) guard {
		return func(c dkg.Config, s *st) bool { return c.CanFinish(s, j, ends) }
	}
	exploretest.Judge(t, "an honest one ends", finish(1, 1), four,
		handmade{"in its turn", at(dkg.Finishing, 1, nil), true},
		handmade{"in another phase", at(dkg.Accusing, 1, nil), false},
		handmade{"crashed", at(dkg.Finishing, 1, func(s *st) { s.Crashed = set(1) }), false})
	exploretest.Judge(t, "an honest one does not end", finish(1, 0), four,
		handmade{"one more may crash", at(dkg.Finishing, 1, nil), true},
		handmade{"no more may", at(dkg.Finishing, 1, func(s *st) { s.Crashed = set(2) }), false})
	exploretest.Judge(t, "a corrupt one ends", finish(3, 1), four,
		handmade{"in its turn", at(dkg.Finishing, 3, nil), false})
	exploretest.Judge(t, "a corrupt one does not end", finish(3, 0), four,
		handmade{"in its turn", at(dkg.Finishing, 3, nil), true})
}

// What each action changes, and nothing else.
func TestWhatHappensInAKeyGeneration(t *testing.T) {
	plain := four
	plain.Expose = false
	for _, c := range []struct {
		name          string
		config        dkg.Config
		before, after func(*st)
		do            func(dkg.Config, *st)
	}{
		{"a deal", four, func(s *st) { s.Turn = 1 }, func(s *st) {
			s.Turn, s.Dealt, s.Fits[1] = 2, set(1), set(0, 1, 2, 3)
		}, func(c dkg.Config, s *st) { c.Deal(s, 1, set(0, 1, 2, 3), 1) }},
		{"a deal to some", four, func(s *st) { s.Turn = 1 }, func(s *st) {
			s.Turn, s.Dealt, s.Fits[1], s.Crashed = 2, set(1), set(0, 1), set(1)
		}, func(c dkg.Config, s *st) { c.Deal(s, 1, set(0, 1), 1) }},
		{"no deal, by a corrupt one, the last", four, func(s *st) { s.Turn = 3 }, func(s *st) {
			s.Turn, s.Phase = 0, dkg.Complaining
		}, func(c dkg.Config, s *st) { c.Deal(s, 3, set(3), 0) }},
		{"a complaint", four, at(dkg.Complaining, 1, func(s *st) { s.Fits[3] = set(3); s.Fits[0] = set(0) }),
			func(s *st) { s.Turn, s.Accusers[0], s.Accusers[3] = 2, set(1), set(1) },
			func(c dkg.Config, s *st) { c.Complain(s, 1, set(0, 3)) }},
		{"no complaint of the wronged", four, at(dkg.Complaining, 1, func(s *st) { s.Fits[3] = set(3) }),
			func(s *st) { s.Turn, s.Crashed = 2, set(1) }, func(c dkg.Config, s *st) { c.Complain(s, 1, 0) }},
		{"an answer", four, at(dkg.Justifying, 0, func(s *st) { s.Accusers[0] = set(3) }),
			func(s *st) { s.Turn, s.Answered[0] = 1, set(3) }, func(c dkg.Config, s *st) { c.Justify(s, 0, set(3)) }},
		{"no answer", four, at(dkg.Justifying, 0, func(s *st) { s.Accusers[0] = set(3) }),
			func(s *st) { s.Turn, s.Crashed = 1, set(0) }, func(c dkg.Config, s *st) { c.Justify(s, 0, 0) }},
		{"the last answer, with exposure", four, at(dkg.Justifying, 3, nil),
			func(s *st) { s.Turn, s.Phase = 0, dkg.Exposing }, func(c dkg.Config, s *st) { c.Justify(s, 3, 0) }},
		{"the last answer, without", plain, at(dkg.Justifying, 3, nil),
			func(s *st) { s.Turn, s.Phase = 0, dkg.Finishing }, func(c dkg.Config, s *st) { c.Justify(s, 3, 0) }},
		{"a part is shown", four, at(dkg.Exposing, 3, nil), func(s *st) {
			s.Turn, s.Phase, s.Exposed, s.Misfits[3] = 0, dkg.Accusing, set(3), set(0, 1, 2)
		}, func(c dkg.Config, s *st) { c.ShowKey(s, 3, set(0, 1, 2), 1) }},
		{"no part is shown", four, at(dkg.Exposing, 1, nil), func(s *st) { s.Turn, s.Crashed = 2, set(1) },
			func(c dkg.Config, s *st) { c.ShowKey(s, 1, 0, 0) }},
		{"an accusation", four, at(dkg.Accusing, 1, func(s *st) { s.Misfits[3], s.Accused = set(1), set(2) }),
			func(s *st) { s.Turn, s.Accused = 2, set(2, 3) }, func(c dkg.Config, s *st) { c.Accuse(s, 1, set(3)) }},
		{"a share is revealed", four, at(dkg.Reconstructing, 1, func(s *st) { s.Exposed = set(0, 1, 2) }),
			func(s *st) { s.Turn, s.Revealed[3] = 2, set(1) }, func(c dkg.Config, s *st) { c.Reveal(s, 1, set(3)) }},
		{"the end", four, at(dkg.Finishing, 1, func(s *st) {
			s.Exposed, s.Fits[0], s.Fits[2], s.Answered[2], s.Accusers[2] = set(0, 1, 2), set(0), set(2), set(1), set(1)
		}), func(s *st) {
			s.Turn, s.Finished, s.Qual[1], s.Broken[1], s.Holds[1] = 2, set(1), set(0, 1, 2, 3), set(3), set(1, 2, 3)
		}, func(c dkg.Config, s *st) { c.Finish(s, 1, 1) }},
		{"no end", four, at(dkg.Finishing, 1, nil), func(s *st) { s.Turn, s.Crashed = 2, set(1) },
			func(c dkg.Config, s *st) { c.Finish(s, 1, 0) }},
		{"the end of a corrupt one", four, at(dkg.Finishing, 3, nil), func(s *st) { s.Turn, s.Phase = 0, dkg.Over },
			func(c dkg.Config, s *st) { c.Finish(s, 3, 0) }},
	} {
		var got, want st
		c.before(&got)
		c.before(&want)
		c.do(c.config, &got)
		c.after(&want)
		if got != want {
			t.Errorf("%s: got\n%+v, want\n%+v", c.name, got, want)
		}
	}
}
