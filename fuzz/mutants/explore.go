package mutants

const (
	exploreExplore  = "spec/explore/explore.go"
	exploreSearch   = "spec/explore/search.go"
	exploreWorker   = "spec/explore/worker.go"
	exploreStore    = "spec/explore/store.go"
	exploreRecent   = "spec/explore/recent.go"
	exploreSymmetry = "spec/explore/symmetry.go"
	exploreLayout   = "spec/explore/layout.go"
	exploreGoals    = "spec/explore/trace.go"
	exploreSchedule = "spec/explore/schedule.go"
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
		"from < s.to; from += queued {", "from < s.to; from += 2 * queued {",
		Check{"./spec/qsc3", "TestTheRoundOfThreeHasItsKnownSize"}},
	{"EXPLORE-M4", "the last state of each piece of a level is not expanded", "exact search", exploreSearch,
		"pieces = append(pieces, span{from, min(from+size, s.to)})", "pieces = append(pieces, span{from, min(from+size, s.to) - 1})",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M5", "a worker's new states miss the next level", "exact search", exploreSearch,
		"for _, w := range workers {\n\t\tlevel = append(level, w.takeSpans()...)", "for k, w := range workers {\n\t\tif spans := w.takeSpans(); k < 4 {\n\t\t\tlevel = append(level, spans...)\n\t\t}",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M6", "transitions that change nothing are not counted", "counts", exploreWorker,
		"\t\tw.perAction[in.action]++\n\t\tif err := w.take(in); err != nil {\n\t\t\treturn true, err\n\t\t}\n",
		"\t\tif err := w.take(in); err != nil {\n\t\t\treturn true, err\n\t\t}\n\t\tif len(w.changes) > 0 {\n\t\t\tw.perAction[in.action]++\n\t\t}\n",
		inExplore(exploreWholeGraph)},
	{"EXPLORE-M7", "transitions are not counted in the total", "counts", exploreWorker,
		"\t\tw.transitions++\n", "", inExplore("TestTransitionsAddUp")},
	{"EXPLORE-M8", "a search cut short by its bounds is called complete", "ARCHITECTURE: verdicts", exploreSearch,
		"e.decided() || atBounds {\n\t\t\tbreak", "e.decided() || atBounds {\n\t\t\te.result.Complete = !e.decided()\n\t\t\tbreak",
		inExplore("TestABoundLeavesTheSearchIncomplete")},
	{"EXPLORE-M9", "the initial state is not judged", "exact search", exploreWorker,
		"\t\tw.judge(depth)\n", "\t\tif depth > 0 {\n\t\t\tw.judge(depth)\n\t\t}\n",
		inExplore("TestTheInitialStateIsJudged")},
	{"EXPLORE-M10", "deadlocks are not looked for", "exact search", exploreWorker,
		"if !enabled && w.sp.Final != nil &&", "if !enabled && w.sp.Final == nil &&", inExplore("TestDeadlockIsFound")},
	{"EXPLORE-M11", "a deadlock does not count as a violation", "ARCHITECTURE: verdicts", exploreExplore,
		"\tif r.Deadlock != nil {\n\t\treturn true\n\t}\n", "", inExplore("TestADeadlockIsAViolation")},
	{"EXPLORE-M13", "which counterexample is reported depends on the order of finding", "determinism", exploreSearch,
		"depth == g.depth && slices.Compare(state, g.state) < 0 {", "depth == g.depth && len(state) == 0 {", inExplore("TestTheSmallestOfManyFailuresIsReported")},
	{"EXPLORE-M14", "renaming forgets the members of sets", "symmetry", exploreSymmetry,
		"\t\t\t\tv = uint64(r.sets[v])\n", "", inExplore("TestSymmetryCountsOrbits")},
	{"EXPLORE-M15", "renaming forgets nodes named in the state", "symmetry", exploreSymmetry,
		"\t\t\t\tv = uint64(r.to[v])\n", "", inExplore("TestANodeNamedInTheStateIsRenamed")},
	{"EXPLORE-M16", "renaming moves entries that are not a node's", "symmetry", exploreSymmetry,
		"if d.ofNode && to != nil {", "if to != nil && entry < len(to) {", inExplore("TestSymmetryCountsOrbits")},
	{"EXPLORE-M17", "states are renamed where the spec says that nodes differ", "symmetry", exploreWorker,
		"if w.symmetry != nil && w.sp.Symmetric(&w.next.of) {", "if w.symmetry != nil {", inExplore("TestSymmetryKeepsVerdicts")},
	{"EXPLORE-M18", "a value that does not fit is cut off", "packed states", exploreLayout,
		"\t\t\tif v&^uint64(p.mask) != 0 {\n\t\t\t\treturn false\n\t\t\t}\n\t\t\twords", "\t\t\tv &= uint64(p.mask)\n\t\t\twords", inExplore("TestValuesThatDoNotFitAreRefused")},
	{"EXPLORE-M19", "entries beyond the tagged length are lost", "packed states", exploreLayout,
		"\t\tif differ != 0 {\n\t\t\treturn false\n\t\t}\n", "", inExplore("TestValuesThatDoNotFitAreRefused")},
	{"EXPLORE-M20", "two fields share a bit of the packed state", "packed states", exploreLayout,
		"used += int(f.bits)", "used += int(f.bits) - i%2", inExplore(exploreWholeGraph)},
	{"EXPLORE-M21", "what decides a goal is asked of the wrong kind of property", "shortest runs", exploreGoals,
		"return func(s *S) bool { return p.Holds(s) == (p.Kind == spec.Sometimes) }", "return func(s *S) bool { return p.Holds(s) || p.Kind == spec.Sometimes }", inExplore("TestCounterexamplesAreShortestAndDeterministic")},
	{"EXPLORE-M22", "a successor is made from the one before", "exact search", exploreWorker,
		"\tw.layout.restore(w.changes, next, state)\n", "", inExplore(exploreWholeGraph)},
	{"EXPLORE-M23", "changes at the end of a state are overlooked", "packed states", exploreLayout,
		"range l.used {\n\t\tat", "range l.used[:len(l.used)-1] {\n\t\tat", inExplore(exploreWholeGraph)},
	{"EXPLORE-M24", "what was found before a bound was reached is not judged", "ARCHITECTURE: verdicts", exploreWorker,
		"\t\tw.judge(depth)\n", "\t\tif !w.judgeOnly.Load() {\n\t\t\tw.judge(depth)\n\t\t}\n", inExplore("TestStatesFoundBeforeABoundAreJudged")},
	{"EXPLORE-M25", "after a failure the rest of the level is not judged", "determinism", exploreSearch,
		"\t\tchunks = chunks[batch:]\n", "\t\tchunks = chunks[batch:]\n\t\tif e.judgeOnly.Load() {\n\t\t\treturn nil\n\t\t}\n", inExplore("TestAFailureGivesTheSameFiguresHoweverManySearch")},
	{"EXPLORE-M26", "states found after the level of a failure are counted", "determinism", exploreSearch,
		"\te.result.Bytes = e.store.bytes()\n", "\te.result.Bytes = e.store.bytes()\n\te.result.States = e.store.count.Load()\n", inExplore("TestAFailureGivesTheSameFiguresHoweverManySearch")},
	{"EXPLORE-M27", "a state whose successors are not wanted is taken for a deadlock", "exact search", exploreWorker,
		"\t\tenabled = true\n\t\tif judgeOnly {\n\t\t\tbreak\n\t\t}\n", "\t\tif judgeOnly {\n\t\t\tbreak\n\t\t}\n\t\tenabled = true\n", inExplore("TestAFailureGivesTheSameFiguresHoweverManySearch")},
	{"EXPLORE-M28", "a state is taken for another one met lately", "exact search", exploreRecent,
		"slices.Equal(there, state) {", "slices.Equal(there[:0], state[:0]) {", inExplore(exploreWholeGraph)},
	{"EXPLORE-M29", "the state of zeros is taken for one met lately", "exact search", exploreRecent,
		"r.present[place] && slices.Equal(there, state)", "slices.Equal(there, state)", inExplore(exploreWholeGraph)},
	{"EXPLORE-M30", "entries in memory that no state uses are lost", "packed states", exploreWorker,
		"\tif w.layout.strays(unsafe.Pointer(&w.next)) {\n\t\treturn true, w.strayed()\n\t}\n", "", inExplore("TestValuesThatDoNotFitAreRefused")},
	{"EXPLORE-M31", "entries in memory that no state uses are lost from the initial state", "packed states", exploreWorker,
		"\tif w.layout.strays(unsafe.Pointer(&w.next)) {\n\t\treturn w.layout.misfit(unsafe.Pointer(&w.next))\n\t}\n", "", inExplore("TestValuesThatDoNotFitAreRefused")},
	{"EXPLORE-M32", "a schedule counts actions that are not enabled", "replay", exploreSchedule,
		"\t\t\tif in.can(&run.States[i], in.args) {\n\t\t\t\tchoices[i]++\n\t\t\t}\n", "\t\t\tchoices[i]++\n", inExplore("TestAScheduleIsFollowedToTheSameRun")},
	{"EXPLORE-M33", "a final state is called a deadlock in a replay", "replay", exploreSchedule,
		"if sp.Final == nil || sp.Final.Holds(s) {", "if sp.Final == nil {", inExplore("TestDeadlocked")},
	{"EXPLORE-M34", "a replay is said to show what it does not", "replay", "catalogue/replay.go",
		"if p.Holds(&run.States[depth]) == (p.Kind == spec.Sometimes) {", "if p.Holds(&run.States[depth]) == (p.Kind == spec.Invariant) {",
		Check{"./cmd/quesera", "TestAReplayThatShowsNoFailureLeavesWithZero"}},
	{"EXPLORE-M35", "states are not counted", "counts", exploreWorker,
		"\tw.settle()\n", "", inExplore(exploreWholeGraph)},
}}
