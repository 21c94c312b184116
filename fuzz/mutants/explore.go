package mutants

// exploreGroup is the faults of the explicit-state explorer: how it would lose states or
// say that something holds which does not.
func exploreGroup() Group {
	const (
		explore  = "spec/explore/explore.go"
		store    = "spec/explore/store.go"
		symmetry = "spec/explore/symmetry.go"
		layout   = "spec/explore/layout.go"
		goals    = "spec/explore/trace.go"
	)
	in := func(test string) Check { return Check{"./spec/explore", test} }
	const wholeGraph = "TestExploreFindsTheWholeGraph"
	return Group{"explore", "The explicit-state explorer", []Mutant{
		{"EXPLORE-M1", "states are compared by hash only", "exact search", store,
			"if entry>>indexBits<<indexBits == tag && slices.Equal(in.at(entry&(1<<indexBits-1)-1), state) {",
			"if entry>>indexBits<<indexBits == tag && slices.Equal(state[:0], state[:0]) {",
			in("TestStatesWithEqualHashesStayApart")},
		{"EXPLORE-M2", "a state is looked for in one place of the table only", "exact search", store,
			"place = (place + 1) & mask {\n\t\tentry := atomic", "place = (place + 2) & mask {\n\t\tif place != hash&mask {\n\t\t\treturn false\n\t\t}\n\t\tentry := atomic",
			in(wholeGraph)},
		{"EXPLORE-M3", "the table forgets states when it grows", "exact search", store,
			"for i := s.from; i < s.to; i++ {\n\t\thash", "for i := s.from; i < s.to; i += 2 {\n\t\thash",
			Check{"./spec/qsc", "TestTheRoundOfThreeHasItsKnownSize"}},
		{"EXPLORE-M4", "the last state of each piece of a level is not expanded", "exact search", explore,
			"pieces = append(pieces, span{from, min(from+size, s.to)})", "pieces = append(pieces, span{from, min(from+size, s.to) - 1})",
			in(wholeGraph)},
		{"EXPLORE-M5", "a worker's new states miss the next level", "exact search", explore,
			"for _, w := range workers {\n\t\tlevel = append(level, w.takeSpans()...)", "for k, w := range workers {\n\t\tif spans := w.takeSpans(); k < 4 {\n\t\t\tlevel = append(level, spans...)\n\t\t}",
			in(wholeGraph)},
		{"EXPLORE-M6", "transitions that change nothing are not counted", "counts", explore,
			"\t\t\tw.perAction[in.action]++\n\t\t\tif err := w.take(in); err != nil {\n\t\t\t\treturn err\n\t\t\t}\n",
			"\t\t\tif err := w.take(in); err != nil {\n\t\t\t\treturn err\n\t\t\t}\n\t\t\tif w.next.of != w.state.of {\n\t\t\t\tw.perAction[in.action]++\n\t\t\t}\n",
			in(wholeGraph)},
		{"EXPLORE-M7", "transitions are not counted in the total", "counts", explore,
			"\t\t\tw.transitions++\n", "", in("TestTransitionsAddUp")},
		{"EXPLORE-M8", "a search cut short by its bounds is called complete", "ARCHITECTURE: verdicts", explore,
			"if e.decided() || e.beyondBounds() {\n\t\t\tbreak", "if e.decided() || e.beyondBounds() {\n\t\t\te.result.Complete = !e.decided()\n\t\t\tbreak",
			in("TestABoundLeavesTheSearchIncomplete")},
		{"EXPLORE-M9", "the initial state is not judged", "exact search", explore,
			"\tw.enqueue()\n\tw.flush()\n\treturn nil\n}\n\nfunc", "\tw.insert(w.packed, hashOf(w.packed))\n\treturn nil\n}\n\nfunc",
			in("TestTheInitialStateIsJudged")},
		{"EXPLORE-M10", "deadlocks are not looked for", "exact search", explore,
			"if !enabled && w.sp.Final != nil &&", "if !enabled && w.sp.Final == nil &&", in("TestDeadlockIsFound")},
		{"EXPLORE-M11", "a deadlock does not count as a violation", "ARCHITECTURE: verdicts", explore,
			"\tif r.Deadlock != nil {\n\t\treturn true\n\t}\n", "", in("TestADeadlockIsAViolation")},
		{"EXPLORE-M13", "which counterexample is reported depends on the order of finding", "determinism", explore,
			"depth == g.depth && slices.Compare(state, g.state) < 0 {", "depth == g.depth && len(state) == 0 {", in("TestTheSmallestOfManyFailuresIsReported")},
		{"EXPLORE-M14", "renaming forgets the members of sets", "symmetry", symmetry,
			"\t\t\t\tv = uint64(r.sets[v])\n", "", in("TestSymmetryCountsOrbits")},
		{"EXPLORE-M15", "renaming forgets nodes named in the state", "symmetry", symmetry,
			"\t\t\t\tv = uint64(r.to[v])\n", "", in("TestANodeNamedInTheStateIsRenamed")},
		{"EXPLORE-M16", "renaming moves entries that are not a node's", "symmetry", symmetry,
			"if d.ofNode && to != nil {", "if to != nil && entry < len(to) {", in("TestSymmetryCountsOrbits")},
		{"EXPLORE-M17", "states are renamed where the spec says that nodes differ", "symmetry", explore,
			"if w.symmetry != nil && w.sp.Symmetric(&w.next.of) {", "if w.symmetry != nil {", in("TestSymmetryKeepsVerdicts")},
		{"EXPLORE-M18", "a value that does not fit is cut off", "packed states", layout,
			"\t\t\tif v>>p.bits != 0 {\n\t\t\t\treturn false\n\t\t\t}\n\t\t\twords", "\t\t\tv &= 1<<p.bits - 1\n\t\t\twords", in("TestValuesThatDoNotFitAreRefused")},
		{"EXPLORE-M19", "entries beyond the tagged length are lost", "packed states", layout,
			"\t\tif differ != 0 {\n\t\t\treturn false\n\t\t}\n", "", in("TestValuesThatDoNotFitAreRefused")},
		{"EXPLORE-M20", "two fields share a bit of the packed state", "packed states", layout,
			"used += int(f.bits)", "used += int(f.bits) - i%2", in(wholeGraph)},
		{"EXPLORE-M21", "what decides a goal is asked of the wrong kind of property", "shortest runs", goals,
			"return func(s *S) bool { return p.Holds(s) == (p.Kind == spec.Sometimes) }", "return func(s *S) bool { return p.Holds(s) || p.Kind == spec.Sometimes }", in("TestCounterexamplesAreShortestAndDeterministic")},
	}}
}
