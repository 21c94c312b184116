package systematic

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/fuzz/mutants"
)

// Each listed fault stands in the source as it is; each listed package and test exists.
func TestListsFitTheSource(t *testing.T) {
	root, err := mutants.FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	exists := func(pkg string) {
		if found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pkg), "*.go")); err != nil || len(found) == 0 {
			t.Errorf("campaign.list: no package %s", pkg)
		}
	}
	for pkg := range lists.Skip {
		exists(pkg)
	}
	for pkg, others := range lists.Also {
		exists(pkg)
		for _, other := range others {
			exists(other)
		}
	}
	for pkg, tests := range lists.Golden {
		exists(pkg)
		sources, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(pkg), "*_test.go"))
		all := ""
		for _, name := range sources {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all += string(text)
		}
		for _, name := range tests {
			if !strings.Contains(all, "func "+name+"(") {
				t.Errorf("campaign.list: no test %s in %s", name, pkg)
			}
		}
	}
}

// What cannot be used is refused with the line in which it stands.
func TestWrongListsAreRefused(t *testing.T) {
	root := write(t, tiny)
	for _, c := range []struct{ campaign, equivalents, says string }{
		{"golden sum\n", "", "campaign.list:1"},
		{"# all\nbest sum TestSum\n", "", "campaign.list:2"},
		{"", "why: because\n", "equivalents.list:1"},
		{"", "-- sum --\n", "equivalents.list:1"},
		{"", "-- sum Larger --\n- a > b\n+ a >= b\n", "equivalents.list:1"},
		{"", "-- sum Larger --\nwhy: so\n- a > c\n+ a >= b\n", "equivalents.list:1"},
		{"", "-- sum Larger --\nwhy: so\n- a > b\n+ a >= b\n" +
			"-- sum Larger --\nwhy: again\n- if a > b\n+ if a >= b\n", "twice"},
	} {
		if _, err := readLists(root, c.campaign, c.equivalents); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q %q: got %v, want an error with %s", c.campaign, c.equivalents, err, c.says)
		}
	}
}
