package systematic

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const pageHead = `<!-- Generated: go test ./fuzz/systematic -run Page -update. Do not edit. -->

# Faults made by rule

The planted faults of docs/mutants show that each check can fail. To find what no check sees, faults are made by rule:
each comparison is turned and its boundary moved, each constant changed by one, each condition of && and || taken away,
each statement, ` + "`break` and `continue`" + ` left out, each early way out closed, each function emptied, arithmetic
changed, and neighbouring arguments swapped.

    go run ./cmd/quesera mutants --systematic --packages model/causal
    go run ./cmd/quesera mutants --systematic --sample 100          # of each package, drawn by --seed
    go run ./cmd/quesera mutants --systematic --shard 1/4           # a part (docs/CAMPAIGNS.md); --merge sums up

A fault counts as caught only if a test of behaviour fails: one of the package, or of those that
` + "`fuzz/systematic/campaign.list`" + ` names for it. That committed text or a pinned figure no longer fits (text), or
that the tests had to be stopped (hang), is not enough. A fault that changes nothing (equivalent) is listed with its
reason in ` + "`equivalents.list`" + `. The share is of what was caught of the faults that change something; %d%% are
wanted. Slow tests are left out (` + "`--slowest`" + `), so that all tests together catch more, not less.

What is out of reach of the rules: texts and numbers that only go into messages (arguments of fmt, errors and panic),
capacities, types, the data beside the code, and faults of more than one place.

The last figures, each of the commit that it was measured at, with tests that take no more of a processor than is said.
Where fewer faults were tried than there are, they are a sample.

| Package | Faults | Tried | Caught | Text | Hang | Survived | Equivalent | Share | Tests up to | Commit |
|---|---|---|---|---|---|---|---|---|---|---|
`

// Page is docs/MUTATION.md: counts as a table, and which packages have none, and why.
func Page(counts []Count, l *Lists) string {
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, Enough)
	for _, c := range append(counts[:len(counts):len(counts)], Total(counts)) {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d%% | %s | %s |\n", c.Package, c.Of, c.Tried, c.Caught,
			c.Text, c.Hang, c.Survived, c.Equivalent, c.Share(), c.Slowest, c.Commit)
	}
	b.WriteString("\nWithout figures:\n\n")
	without := maps.Clone(l.Skip)
	maps.Copy(without, l.Unmeasured)
	for _, pkg := range slices.Sorted(maps.Keys(without)) {
		fmt.Fprintf(&b, "- %s: %s\n", pkg, without[pkg])
	}
	return b.String()
}

// Committed are the counts that the repository keeps.
func Committed() ([]Count, error) {
	text, err := files.ReadFile("results.jsonl")
	if err != nil {
		return nil, err
	}
	return readCounts(string(text))
}

func readCounts(text string) ([]Count, error) {
	var all []Count
	number := 0
	for line := range strings.Lines(text) {
		number++
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		var c Count
		if err := dec.Decode(&c); err != nil {
			return nil, fmt.Errorf("systematic: results.jsonl:%d: %w", number, err)
		}
		if c.Tried != c.Caught+c.Text+c.Hang+c.Survived+c.Equivalent || c.Tried > c.Of || c.Commit == "" {
			return nil, fmt.Errorf("systematic: results.jsonl:%d: %s: the outcomes are not all that were tried, or no commit",
				number, c.Package)
		}
		if len(all) > 0 && all[len(all)-1].Package >= c.Package {
			return nil, fmt.Errorf("systematic: results.jsonl:%d: %s: want each package once, in order", number, c.Package)
		}
		all = append(all, c)
	}
	return all, nil
}
