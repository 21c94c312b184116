// Package claims is the ledger of what the sources claim: for every sentence that can be checked, in our words, a
// verdict and what shows it. Docs/CLAIMS.md is made of it, and its tests hold each line to its evidence.
package claims

// A Verdict says how far a claim is known to be true.
type Verdict string

// The verdicts.
const (
	Proven      Verdict = "proven for every n"       // by solvers, or by a proof whose steps are tested
	Exhaustive  Verdict = "exhaustive within bounds" // every state or schedule of small groups
	Statistical Verdict = "statistical"              // runs, with an interval or a bound on how often they mislead
	Refuted     Verdict = "refuted"                  // a run or a figure says otherwise; Instead is what is true
	Argued      Verdict = "argued only"              // by the source, or here; nothing checks it
	NotFormal   Verdict = "not formal"               // no sentence that a program could check
)

// A Claim is one sentence of a source.
type Claim struct {
	Section string // "§2.8"
	Says    string // in our words
	Verdict Verdict
	Shown   []string // IDs of theorems and properties, and tests as "folder TestName"
	Why     string   // where nothing shows it: why
	Replay  string   // of what is refuted: the command that shows it
	Output  string   // what that prints, in part
	Instead string   // of what is refuted: what is true, which Shown shows
}

// A Source is a text and what it claims.
type Source struct {
	Key    string // of docs/REFERENCES.md
	Title  string
	Claims []Claim
}

// Sources are all ledgers.
func Sources() []Source {
	return []Source{{Key: "TLC", Title: "Threshold Logical Clocks, sections 2 to 5.3 and the appendices",
		Claims: tlc()}}
}
