package mutants

// promelaGroup is the faults of the translator, of what is read from Spin, and of the comparison.
func promelaGroup() Group {
	const (
		expr    = "promela/expr.go"
		call    = "promela/call.go"
		output  = "promela/output.go"
		compare = "promela/compare.go"
		trail   = "promela/trail.go"
	)
	in := func(test string) Check { return Check{"./promela", test} }
	const (
		odd     = "TestOddSpecsMeanTheSameInBothLanguages"
		clocks  = "TestUnwitnessedClocksHaveTheMeasuredGraph"
		exact   = "TestOnlyACompleteExactSearchCounts"
		refused = "TestGoOutsideTheSubsetIsRefused"
	)
	return Group{"promela", "The translation into Promela and the search by Spin", []Mutant{
		{"PML-M1", "the negation of < is >", "Go and Promela", expr,
			`var opposite = map[string]string{"<": ">=",`, `var opposite = map[string]string{"<": ">",`, in("TestOppositeComparisonsAreOpposite")},
		{"PML-M2", "numbers do not wrap at the end of their type", "Go and Promela", expr,
			"if e.rng.within(to) {\n\t\treturn e, true", "if e.rng.within(to) || e.op == \"+\" {\n\t\treturn e, true", in(odd)},
		{"PML-M3", "a comparison is taken for decided where the ranges touch", "Go and Promela", expr,
			`case op == "<" && s.lo >= l.hi, op == "<=" && s.lo > l.hi,`, `case op == "<" && s.lo >= l.hi, op == "<=" && s.lo >= l.hi,`, in(odd)},
		{"PML-M4", "one member is not counted in the size of a set", "Go and Promela", call,
			"for i := 1; i < width; i++ {", "for i := 1; i < width-1; i++ {", in(clocks)},
		{"PML-M5", "With does not add its member", "Go and Promela", call,
			`"((set) | (1 << (i)))"`, `"(set)"`, in(clocks)},
		{"PML-M6", "a search that was not completed counts", "verdicts", output,
			"case o.stopped != \"\":", "case o.stopped == \"never\":", in(exact)},
		{"PML-M7", "a lossy search counts", "verdicts", output,
			"case o.lossy || !o.full || o.errors != 0:", "case !o.full || o.errors != 0:", in(exact)},
		{"PML-M8", "a search whose stack was too small counts", "verdicts", output,
			"case o.tooDeep:", "case o.tooDeep && o.depth < 0:", in(exact)},
		{"PML-M9", "what the encoding adds is not subtracted", "counts", output,
			"o.stored-Offset.States, total", "o.stored, total", in(exact)},
		{"PML-M10", "counts of pan's that do not add up are believed", "counts", output,
			"o.stored < 3 || o.stored+o.matched != total+Offset.Transitions {", "o.stored < 3 {", in(exact)},
		{"PML-M11", "an index out of bounds passes for a failed property", "verdicts", output,
			"\tif v := o.violation(m); v != nil {\n\t\treturn v\n\t}\n", "\tif v := o.violation(m); v != nil || len(m.Props) > 0 {\n\t\treturn &ViolationError{}\n\t}\n", in(exact)},
		{"PML-M12", "the name of an action in a trail is not looked at", "trails", trail,
			" ||\n\t\twords[0] != m.Actions[action].Name {", " {", in("TestLabelsAreParsedStrictly")},
		{"PML-M13", "a trail's arguments need not be any of the action's", "trails", trail,
			"if !isInstance(action.Params, step.Args) || !action.Can", "if !action.Can", in("TestDeadlockIsFoundAndReplayed")},
		{"PML-M14", "only states are compared, not transitions", "counts", compare,
			"\tc.differ(\"transitions\", c.Explorer.Transitions, c.Spin.Transitions)\n", "", in("TestEveryCountIsCompared")},
		{"PML-M15", "transitions are not compared action by action", "counts", compare,
			"\tfor i, a := range c.Model.Actions {\n\t\tc.differ", "\tfor i, a := range c.Model.Actions[:0] {\n\t\tc.differ", in("TestEveryCountIsCompared")},
		{"PML-M16", "an invariant that was not decided in an incomplete search holds", "verdicts", compare,
			"case decided == (kind == spec.Sometimes) && (decided || complete):", "case decided == (kind == spec.Sometimes):", in("TestAnIncompleteSearchDecidesNothingItDidNotSee")},
		{"PML-M17", "a loop may change its variable", "the Go subset", "promela/effect.go",
			"if root, _ := rootOf(target); root != nil && l.src.info.Uses[root] == obj {", "if root, _ := rootOf(target); root != nil && obj == nil {", in(refused)},
	}}
}

// verifyGroup is the faults of the verdicts that "quesera verify" prints.
func verifyGroup() Group {
	in := func(test string) Check { return Check{"./catalogue", test} }
	return Group{"verify", "The verdicts", []Mutant{
		{"VERIFY-M1", "a search cut short says that all holds", "ARCHITECTURE: verdicts", "catalogue/model.go",
			"\tdefault:\n\t\tf.Verdict = spec.Inconclusive\n", "\tdefault:\n\t\tf.Verdict = otherwise\n", in("TestFindingsOfASearchCutShortAreInconclusive")},
		{"VERIFY-M2", "what never happens, and should sometimes, holds", "ARCHITECTURE: verdicts", "catalogue/model.go",
			"decided, otherwise = spec.Holds, spec.Violated", "decided, otherwise = spec.Holds, spec.Holds", in("TestFindingsOfASearchCutShortAreInconclusive")},
		{"VERIFY-M3", "half of the nodes pass for a majority", "TLC §2.7", "catalogue/catalogue.go",
			"2*r.Threshold <= r.Nodes && !r.Unsafe", "2*r.Threshold < r.Nodes && !r.Unsafe", in("TestUnsafeThresholdsAreRefused")},
	}}
}
