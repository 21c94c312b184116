package proofs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/catalogue/claims"
)

const ledgerFile = "../docs/CLAIMS.md"

const ledgerHead = `<!-- Generated: go test ./proofs -run Ledger -update. Do not edit. -->

# What the sources claim

Every sentence of the sources that can be checked, in our words, with what became of it. The verdicts are:

- **proven for every n**: two solvers agree that it follows, for groups of any size; docs/PROOFS.md says from what
- **exhaustive within bounds**: every state or schedule of small groups; docs/CONFIGURATIONS.md says which
- **statistical**: on runs, with a bound on how often they mislead
- **refuted**: the command shows why; what is true stands beside it, with what shows that
- **argued only**: nothing here checks it
- **not formal**: no program could

An ID is a theorem or a property (docs/PROOFS.md); other evidence is a test.
`

// evidence is what can be cited.
type evidence struct {
	properties map[string]bool
	theorems   map[string]theorem
}

func allEvidence(t *testing.T) evidence {
	e := evidence{map[string]bool{}, map[string]theorem{}}
	for _, p := range catalogue.Protocols() {
		for _, s := range p.Specs {
			for _, c := range s.Checks {
				for _, property := range c.System.Properties() {
					e.properties[property.ID] = true
				}
			}
		}
	}
	for _, th := range readTheorems(t) {
		e.theorems[th.ID] = th
	}
	return e
}

// Each claim of the ledger is whole, and is shown by what there is and says so: a claim about every n by a theorem
// about every n that solvers prove, one within bounds by a property that is searched for or a theorem, and a
// statistical one by a test. What is refuted says how to see that, and what is true.
func TestEveryClaimIsHeldToItsEvidence(t *testing.T) {
	e := allEvidence(t)
	for _, source := range claims.Sources() {
		for _, c := range source.Claims {
			where := source.Key + " " + c.Section + ", " + c.Says
			for _, problem := range problems(c, e) {
				t.Errorf("%s: %s", where, problem)
			}
		}
	}
}

func problems(c claims.Claim, e evidence) (all []string) {
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if c.Section == "" || c.Says == "" {
		say("want a section and a sentence")
	}
	everyN, searched, tested := false, false, false
	for _, shown := range c.Shown {
		folder, test, isTest := strings.Cut(shown, " ")
		th, proved := e.theorems[shown]
		switch {
		case isTest && hasTest(folder, test):
			tested = true
		case proved:
			searched, tested = true, true
			everyN = everyN || strings.Contains(th.Text, "for every n") && strings.Contains(th.method, "SMT")
		case !isTest && e.properties[shown]:
			searched = true
		default:
			say("%s is cited, which there is not", shown)
		}
	}
	refuted := c.Verdict == claims.Refuted
	if given := c.Replay != "" && c.Output != "" && c.Instead != ""; given != refuted {
		say("a command, what it prints and what is true instead: %v, want %v", given, refuted)
	}
	open := c.Verdict == claims.Argued || c.Verdict == claims.NotFormal
	if open != (c.Why != "") || open == (len(c.Shown) > 0) {
		say("%s, shown by %v, because %q: want evidence or a reason for none", c.Verdict, c.Shown, c.Why)
	}
	switch c.Verdict {
	case claims.Proven:
		if !everyN {
			say("no theorem for every n among %v", c.Shown)
		}
	case claims.Exhaustive:
		if !searched {
			say("no property and no theorem among %v", c.Shown)
		}
	case claims.Statistical, claims.Refuted:
		if !tested && !searched {
			say("no test among %v", c.Shown)
		}
	case claims.Argued, claims.NotFormal:
	default:
		say("verdict %q, which there is not", c.Verdict)
	}
	return all
}

// hasTest reports whether a folder of the project has such a test.
func hasTest(folder, test string) bool {
	files, _ := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return false
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == test {
				return true
			}
		}
	}
	return false
}

// A claim that is not held to its evidence is noticed.
func TestTheLedgerNoticesWhatIsNotShown(t *testing.T) {
	e := evidence{map[string]bool{"A-P1": true}, map[string]theorem{
		"A-L1": {method: "SMT, linear arithmetic."}, "A-L2": {method: "Every state."}}}
	for id, text := range map[string]string{"A-L1": "for every n, it holds.", "A-L2": "it holds."} {
		th := e.theorems[id]
		th.Text = text
		e.theorems[id] = th
	}
	good := claims.Claim{Section: "§1", Says: "it holds", Verdict: claims.Proven, Shown: []string{"A-L1"}}
	if all := problems(good, e); len(all) > 0 {
		t.Errorf("%+v: %v", good, all)
	}
	for name, change := range map[string]func(*claims.Claim){
		"no section":        func(c *claims.Claim) { c.Section = "" },
		"no evidence":       func(c *claims.Claim) { c.Shown = nil },
		"evidence is gone":  func(c *claims.Claim) { c.Shown = append(c.Shown, "A-L9") },
		"a test is gone":    func(c *claims.Claim) { c.Shown = append(c.Shown, "proofs TestOfNothing") },
		"only small groups": func(c *claims.Claim) { c.Shown = []string{"A-L2", "A-P1"} },
		"nothing searched": func(c *claims.Claim) {
			c.Verdict, c.Shown = claims.Exhaustive, []string{"proofs TestMatrixIsCurrent"}
		},
		"no command":         func(c *claims.Claim) { c.Verdict = claims.Refuted },
		"argued, but shown":  func(c *claims.Claim) { c.Verdict, c.Why = claims.Argued, "why" },
		"argued, no reason":  func(c *claims.Claim) { c.Verdict, c.Shown = claims.Argued, nil },
		"no verdict":         func(c *claims.Claim) { c.Verdict = "" },
		"a reason for proof": func(c *claims.Claim) { c.Why = "why" },
	} {
		c := good
		if change(&c); len(problems(c, e)) == 0 {
			t.Errorf("%s: nothing is said of %+v", name, c)
		}
	}
}

// The sections that the ledger names are those of the source, and all of sections 2 to 4 have claims.
func TestTheLedgerCoversTheSections(t *testing.T) {
	claimed := map[string]bool{}
	for _, source := range claims.Sources() {
		for _, c := range source.Claims {
			claimed[source.Key+" "+c.Section] = true
		}
	}
	for chapter, last := range map[string]int{"2": 9, "4": 11} {
		for section := 1; section <= last; section++ {
			if key := fmt.Sprintf("TLC §%s.%d", chapter, section); !claimed[key] {
				t.Errorf("nothing is said of %s", key)
			}
		}
	}
	for _, key := range []string{"TLC §3.1.1", "TLC §3.1.2", "TLC §3.1.3", "TLC §3.2", "TLC App. A", "TLC App. B"} {
		if !claimed[key] {
			t.Errorf("nothing is said of %s", key)
		}
	}
	form := regexp.MustCompile(`^[A-Z0-9]+ (§\d+(\.\d+)*|App\. [A-Z])$`)
	for key := range claimed {
		if !form.MatchString(key) {
			t.Errorf("%q is no section", key)
		}
	}
}

// docs/CLAIMS.md is the ledger.
func TestLedgerIsCurrent(t *testing.T) {
	var b strings.Builder
	b.WriteString(ledgerHead)
	for _, source := range claims.Sources() {
		fmt.Fprintf(&b, "\n## %s: %s\n\n| Section | Claim | Verdict | Shown by |\n|---|---|---|---|\n", source.Key,
			source.Title)
		for _, c := range source.Claims {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c.Section, c.Says, c.Verdict, shownBy(c))
		}
	}
	want := b.String()
	if *update {
		if err := os.WriteFile(ledgerFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(ledgerFile); err != nil || string(have) != want {
		t.Errorf("%s is not what the ledger says (%v): go test ./proofs -run Ledger -update", ledgerFile, err)
	}
}

// shownBy is the last cell of a claim.
func shownBy(c claims.Claim) string {
	var all []string
	for _, shown := range c.Shown {
		if folder, test, isTest := strings.Cut(shown, " "); isTest {
			shown = fmt.Sprintf("`%s` in `%s`", test, folder)
		}
		all = append(all, shown)
	}
	cited := strings.Join(all, ", ")
	if c.Verdict == claims.Refuted {
		return fmt.Sprintf("`%s` prints `%s`. What is true: %s (%s)", c.Replay, c.Output, c.Instead, cited)
	}
	return cited + c.Why
}
