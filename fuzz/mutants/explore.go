package mutants

const (
	exploreExplore  = "spec/explore/explore.go"
	exploreStore    = "spec/explore/store.go"
	exploreSymmetry = "spec/explore/symmetry.go"
	exploreLayout   = "spec/explore/layout.go"
	exploreGoals    = "spec/explore/trace.go"
)

func inExplore(test string) Check { return Check{"./spec/explore", test} }

const exploreWholeGraph = "TestExploreFindsTheWholeGraph"

// exploreGroup is the faults of the explicit-state explorer: how it would lose states or
// say that something holds which does not.
var exploreGroup = Group{"explore", "The explicit-state explorer", []Mutant{
	{"EXPLORE-M1", "states are compared by hash only", "exact search", exploreStore,
		"if entry>>indexBits<<indexBits == tag && slices.Equal(in.at(entry&(1<<indexBits-1)-1), state) {",
		"if entry>>indexBits<<indexBits == tag && slices.Equal(state[:0], state[:0]) {",
		inExplore("TestStatesWithEqualHashesStayApart")},
	{"EXPLORE-M2", "a state is looked for in one place of the table only", "exact search", exploreStore,
		"place = (place + 1) & mask {\n\t\tentry := atomic", "place = (place + 2) & mask {\n\t\tif place != hash&mask {\n\t\t\treturn false\n\t\t}\n\t\tentry := atomic",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M3", "the table forgets states when it grows", "exact search", exploreStore,
		"for i := s.from; i < s.to; i++ {\n\t\thash", "for i := s.from; i < s.to; i += 2 {\n\t\thash",
		Check{"./spec/qsc", "TestTheRoundOfThreeHasItsKnownSize"}},
	{"EXPLORE-M4", "the last state of each piece of a level is not expanded", "exact search", exploreExplore,
		"pieces = append(pieces, span{from, min(from+size, s.to)})", "pieces = append(pieces, span{from, min(from+size, s.to) - 1})",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M5", "a worker's new states miss the next level", "exact search", exploreExplore,
		"for _, w := range workers {\n\t\tlevel = append(level, w.takeSpans()...)", "for k, w := range workers {\n\t\tif spans := w.takeSpans(); k < 4 {\n\t\t\tlevel = append(level, spans...)\n\t\t}",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M6", "transitions that change nothing are not counted", "counts", exploreExplore,
		"\t\t\tw.perAction[in.action]++\n\t\t\tif err := w.take(in); err != nil {\n\t\t\t\treturn err\n\t\t\t}\n",
		"\t\t\tif err := w.take(in); err != nil {\n\t\t\t\treturn err\n\t\t\t}\n\t\t\tif w.next.of != w.state.of {\n\t\t\t\tw.perAction[in.action]++\n\t\t\t}\n",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M7", "transitions are not counted in the total", "counts", exploreExplore,
		"\t\t\tw.transitions++\n", "", inExplore("TestTransitionsAddUp")},
	{"EXPLORE-M8", "a search cut short by its bounds is called complete", "ARCHITECTURE: verdicts", exploreExplore,
		"if e.decided() || e.beyondBounds() {\n\t\t\tbreak", "if e.decided() || e.beyondBounds() {\n\t\t\te.result.Complete = !e.decided()\n\t\t\tbreak",
		inExplore("TestABoundLeavesTheSearchIncomplete")},
	{"EXPLORE-M9", "the initial state is not judged", "exact search", exploreExplore,
		"\tw.enqueue()\n\tw.flush()\n\treturn nil\n}\n\nfunc", "\tw.insert(w.packed, hashOf(w.packed))\n\treturn nil\n}\n\nfunc",
		inExplore("TestTheInitialStateIsJudged")},
	{"EXPLORE-M10", "deadlocks are not looked for", "exact search", exploreExplore,
		"if !enabled && w.sp.Final != nil &&", "if !enabled && w.sp.Final == nil &&", inExplore("TestDeadlockIsFound")},
	{"EXPLORE-M11", "a deadlock does not count as a violation", "ARCHITECTURE: verdicts", exploreExplore,
		"\tif r.Deadlock != nil {\n\t\treturn true\n\t}\n", "", inExplore("TestADeadlockIsAViolation")},
	{"EXPLORE-M13", "which counterexample is reported depends on the order of finding", "determinism", exploreExplore,
		"depth == g.depth && slices.Compare(state, g.state) < 0 {", "depth == g.depth && len(state) == 0 {", inExplore("TestTheSmallestOfManyFailuresIsReported")},
	{"EXPLORE-M14", "renaming forgets the members of sets", "symmetry", exploreSymmetry,
		"\t\t\t\tv = uint64(r.sets[v])\n", "", inExplore("TestSymmetryCountsOrbits")},
	{"EXPLORE-M15", "renaming forgets nodes named in the state", "symmetry", exploreSymmetry,
		"\t\t\t\tv = uint64(r.to[v])\n", "", inExplore("TestANodeNamedInTheStateIsRenamed")},
	{"EXPLORE-M16", "renaming moves entries that are not a node's", "symmetry", exploreSymmetry,
		"if d.ofNode && to != nil {", "if to != nil && entry < len(to) {", inExplore("TestSymmetryCountsOrbits")},
	{"EXPLORE-M17", "states are renamed where the spec says that nodes differ", "symmetry", exploreExplore,
		"if w.symmetry != nil && w.sp.Symmetric(&w.next.of) {", "if w.symmetry != nil {", inExplore("TestSymmetryKeepsVerdicts")},
	{"EXPLORE-M18", "a value that does not fit is cut off", "packed states", exploreLayout,
		"\t\t\tif v>>p.bits != 0 {\n\t\t\t\treturn false\n\t\t\t}\n\t\t\twords", "\t\t\tv &= 1<<p.bits - 1\n\t\t\twords", inExplore("TestValuesThatDoNotFitAreRefused")},
	{"EXPLORE-M19", "entries beyond the tagged length are lost", "packed states", exploreLayout,
		"\t\tif differ != 0 {\n\t\t\treturn false\n\t\t}\n", "", inExplore("TestValuesThatDoNotFitAreRefused")},
	{"EXPLORE-M20", "two fields share a bit of the packed state", "packed states", exploreLayout,
		"used += int(f.bits)", "used += int(f.bits) - i%2", inExplore(exploreWholeGraph)},
	{"EXPLORE-M21", "what decides a goal is asked of the wrong kind of property", "shortest runs", exploreGoals,
		"return func(s *S) bool { return p.Holds(s) == (p.Kind == spec.Sometimes) }", "return func(s *S) bool { return p.Holds(s) || p.Kind == spec.Sometimes }", inExplore("TestCounterexamplesAreShortestAndDeterministic")},
}}
