package vectortest

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quesera/internal/vector"
)

// A Table is what the cases of an operation claim, in words: of each what it is there for, how its input differs from
// that of the first, and what comes of it. It is as long as two lines a case, and lists all of them:
//
//	a threshold of 0: threshold 0, coefficients []
//	  ! shamir: threshold = 0 of 3 shares, want 1 to 3
//
// "!" is why an input is refused, "=" a result. The first case names all members of its input. Long lines go on in the
// next one, behind four spaces.
type Table struct {
	Op        string // its name
	By, Group string // the cases whose member By has the value Group; empty: all
	Text      string
	Names     *Names
}

// Claims holds the cases of a family against tables: each case is in the table of its operation and group, in its
// place, each is what it says there, and none is drawn twice. A case without a table is an error.
func Claims(t *testing.T, f vector.Family, tables ...Table) {
	t.Helper()
	inputs, err := f.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	got := make([][]string, len(tables))
	first := make([][]member, len(tables))
	seen := map[string]string{}
	for _, v := range inputs {
		op := strings.Split(v.ID, "/")[1]
		k := tableOf(tables, op, v.Input)
		if k < 0 {
			t.Errorf("%s: there is no table for it", v.ID)
			continue
		}
		if of, twice := seen[op+string(v.Input)]; twice {
			t.Errorf("%s is %s once more", v.ID, of)
		}
		seen[op+string(v.Input)] = v.ID
		all := slices.DeleteFunc(tables[k].Names.members(v.Input), func(m member) bool {
			return tables[k].By != "" && m.name == tables[k].By // which all cases of the table have
		})
		got[k] = append(got[k], v.Topic+":"+differences(first[k], all), "  "+outcome(f, v, tables[k].Names))
		if first[k] == nil {
			first[k] = all
		}
	}
	for k, table := range tables {
		compare(t, f.Name+"/"+strings.TrimSpace(table.Op+" "+table.Group), got[k], lines(table.Text))
	}
}

// Tables reads the tables of a family, testdata/NAME.claims. Each begins with "== OPERATION", and behind it may list
// the groups of cases for which it is. A line that begins with groups is of those only.
func Tables(t *testing.T, name string, table func(op, group, rows string) Table) (all []Table) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".claims"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(text), "\n== ")[1:] {
		head, rows, _ := strings.Cut(part, "\n")
		op, groups, some := strings.Cut(strings.TrimSuffix(head, "]"), " [")
		if !some {
			all = append(all, table(op, "", rows))
			continue
		}
		for _, group := range strings.Split(groups, ", ") {
			all = append(all, table(op, group, of(group, rows)))
		}
	}
	return all
}

// of are the rows for a group, with the lines in which they go on.
func of(group, rows string) string {
	var all strings.Builder
	ours := true
	for line := range strings.Lines(rows) {
		names, rest, some := strings.Cut(line, "] ")
		switch {
		case strings.HasPrefix(line, "    "):
		case some && strings.HasPrefix(line, "["):
			ours, line = strings.Contains(", "+names[1:]+",", ", "+group+","), rest
		default:
			ours = true
		}
		if ours {
			all.WriteString(line)
		}
	}
	return all.String()
}

// tableOf is the table of an input; -1: there is none.
func tableOf(tables []Table, op string, input json.RawMessage) int {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(input, &members) // what is no object is in no group
	return slices.IndexFunc(tables, func(table Table) bool {
		return table.Op == op && (table.By == "" || string(members[table.By]) == strconv.Quote(table.Group))
	})
}

// differences are the members that are not as in the first case.
func differences(first, all []member) string {
	var out []string
	for k, m := range all {
		if len(first) != len(all) || first[k] != m {
			out = append(out, strings.TrimSpace(m.name+" "+m.words))
		}
	}
	for k, m := range first {
		if len(first) != len(all) {
			out = append(out, "not "+first[k].name+" "+m.words)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " " + strings.Join(out, ", ")
}

// outcome is what comes of a case, in words.
func outcome(f vector.Family, v vector.Vector, names *Names) string {
	result, err := f.Perform(v.ID, v.Input)
	var malformed *vector.Malformed
	switch {
	case errors.As(err, &malformed):
		return "malformed: " + err.Error()
	case err != nil:
		return "! " + err.Error()
	}
	text, err := json.Marshal(result)
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, m := range names.members(text) {
		all = append(all, strings.TrimSpace(m.name+" "+m.words))
	}
	return "= " + strings.Join(all, ", ")
}

// lines are those of a table. One that begins with four spaces goes on with the line before.
func lines(text string) (all []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if rest, more := strings.CutPrefix(line, "    "); more && len(all) > 0 {
			all[len(all)-1] += " " + rest
		} else if line != "" {
			all = append(all, line)
		}
	}
	return all
}

// compare holds what cases are against what a table says.
func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	for k := range max(len(got), len(want)) {
		is, says := "nothing", "nothing"
		if k < len(got) {
			is = got[k]
		}
		if k < len(want) {
			says = want[k]
		}
		if is != says {
			t.Errorf("%s, line %d:\n got %s\nwant %s", what, k+1, is, says)
		}
	}
}
