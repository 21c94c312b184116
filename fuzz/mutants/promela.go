package mutants

const (
	promelaExpr    = "promela/translate/expr.go"
	promelaCall    = "promela/translate/call.go"
	promelaOutput  = "promela/spin/output.go"
	promelaCompare = "promela/gate/compare.go"
	promelaTrail   = "promela/spin/trail.go"
)

func inTranslate(test string) Check { return Check{"./promela/translate", test} }

func inSpin(test string) Check { return Check{"./promela/spin", test} }

func inGate(test string) Check { return Check{"./promela/gate", test} }

const (
	promelaOdd     = "TestOddSpecsMeanTheSameInBothLanguages"
	promelaClocks  = "TestUnwitnessedClocksHaveTheMeasuredGraph"
	promelaExact   = "TestOnlyACompleteExactSearchCounts"
	promelaRefused = "TestGoOutsideTheSubsetIsRefused"
)

// promelaGroup is the faults of the translator, of what is read from Spin, and of the comparison.
var promelaGroup = Group{"promela", "The translation into Promela and the search by Spin", []Mutant{
	{"PML-M1", "the negation of < is >", "Go and Promela", promelaExpr,
		`var opposite = map[string]string{"<": ">=",`, `var opposite = map[string]string{"<": ">",`, inTranslate("TestOppositeComparisonsAreOpposite")},
	{"PML-M2", "numbers do not wrap at the end of their type", "Go and Promela", promelaExpr,
		"if e.rng.within(to) {\n\t\treturn e, true", "if e.rng.within(to) || e.op == \"+\" {\n\t\treturn e, true", inTranslate(promelaOdd)},
	{"PML-M3", "a comparison is taken for decided where the ranges touch", "Go and Promela", promelaExpr,
		`case op == "<" && s.lo >= l.hi, op == "<=" && s.lo > l.hi,`, `case op == "<" && s.lo >= l.hi, op == "<=" && s.lo >= l.hi,`, inTranslate(promelaOdd)},
	{"PML-M4", "one member is not counted in the size of a set", "Go and Promela", promelaCall,
		"for i := 1; i < width; i++ {", "for i := 1; i < width-1; i++ {", inTranslate(promelaClocks)},
	{"PML-M5", "With does not add its member", "Go and Promela", promelaCall,
		`"((set) | (1 << (i)))"`, `"(set)"`, inTranslate(promelaClocks)},
	{"PML-M6", "a search that was not completed counts", "verdicts", promelaOutput,
		"case o.stopped != \"\":", "case o.stopped == \"never\":", inSpin(promelaExact)},
	{"PML-M7", "a lossy search counts", "verdicts", promelaOutput,
		"case o.lossy || !o.full || o.errors != 0:", "case !o.full || o.errors != 0:", inSpin(promelaExact)},
	{"PML-M8", "a search whose stack was too small counts", "verdicts", promelaOutput,
		"case o.tooDeep:", "case o.tooDeep && o.depth < 0:", inSpin(promelaExact)},
	{"PML-M9", "what the encoding adds is not subtracted", "counts", promelaOutput,
		"o.stored-translate.Offset.States, total", "o.stored, total", inSpin(promelaExact)},
	{"PML-M10", "counts of pan's that do not add up are believed", "counts", promelaOutput,
		"o.stored < 3 || o.stored+o.matched != total+translate.Offset.Transitions {", "o.stored < 3 {", inSpin(promelaExact)},
	{"PML-M11", "an index out of bounds passes for a failed property", "verdicts", promelaOutput,
		"\tif v := o.violation(prog); v != nil {\n\t\treturn v\n\t}\n", "\tif v := o.violation(prog); v != nil || len(prog.Props) > 0 {\n\t\treturn &ViolationError{}\n\t}\n", inSpin(promelaExact)},
	{"PML-M12", "the name of an action in a trail is not looked at", "trails", promelaTrail,
		" ||\n\t\twords[0] != prog.Actions[action].Name {", " {", inSpin("TestLabelsAreParsedStrictly")},
	{"PML-M13", "a trail's arguments need not be any of the action's", "trails", "promela/gate/replay.go",
		"if !isInstance(action.Params, step.Args) || !action.Can", "if !action.Can", inGate("TestDeadlockIsFoundAndReplayed")},
	{"PML-M14", "only states are compared, not transitions", "counts", promelaCompare,
		"\tc.differ(\"transitions\", c.Explorer.Transitions, c.Spin.Transitions)\n", "", inGate("TestEveryCountIsCompared")},
	{"PML-M15", "transitions are not compared action by action", "counts", promelaCompare,
		"\tfor i, a := range c.Program.Actions {\n\t\tc.differ", "\tfor i, a := range c.Program.Actions[:0] {\n\t\tc.differ", inGate("TestEveryCountIsCompared")},
	{"PML-M16", "an invariant that was not decided in an incomplete search holds", "verdicts", promelaCompare,
		"case decided == (kind == spec.Sometimes) && (decided || complete):", "case decided == (kind == spec.Sometimes):", inGate("TestAnIncompleteSearchDecidesNothingItDidNotSee")},
	{"PML-M17", "a loop may change its variable", "the Go subset", "promela/translate/effect.go",
		"if root, _ := rootOf(target); root != nil && l.src.info.Uses[root] == obj {", "if root, _ := rootOf(target); root != nil && obj == nil {", inTranslate(promelaRefused)},
}}

func inVerify(test string) Check { return Check{"./catalogue", test} }

// verifyGroup is the faults of the verdicts that "quesera verify" prints.
var verifyGroup = Group{"verify", "The verdicts", []Mutant{
	{"VERIFY-M1", "a search cut short says that all holds", "ARCHITECTURE: verdicts", "catalogue/model.go",
		"\tdefault:\n\t\tf.Verdict = spec.Inconclusive\n", "\tdefault:\n\t\tf.Verdict = otherwise\n", inVerify("TestFindingsOfASearchCutShortAreInconclusive")},
	{"VERIFY-M2", "what never happens, and should sometimes, holds", "ARCHITECTURE: verdicts", "catalogue/model.go",
		"decided, otherwise = spec.Holds, spec.Violated", "decided, otherwise = spec.Holds, spec.Holds", inVerify("TestFindingsOfASearchCutShortAreInconclusive")},
	{"VERIFY-M3", "half of the nodes pass for a majority", "TLC §2.7", "catalogue/catalogue.go",
		"2*r.Threshold <= r.Nodes && !r.Unsafe", "2*r.Threshold < r.Nodes && !r.Unsafe", inVerify("TestUnsafeThresholdsAreRefused")},
}}
