package catalogue

import (
	"strings"
	"testing"
)

// Every action of every configuration has words, and they name its parameters: none is left in braces.
func TestEveryActionHasWords(t *testing.T) {
	for _, p := range Protocols() {
		bounds := map[string]bool{}
		for _, c := range p.Checks {
			if bounds[c.Bounds] {
				t.Errorf("%s: two configurations are called %q", p.Name, c.Bounds)
			}
			bounds[c.Bounds] = true
			for action, words := range c.Model.(interface{ words() map[string]string }).words() {
				if words == "" || strings.ContainsAny(strings.ReplaceAll(words, "{}", ""), "{}") {
					t.Errorf("%s %s: %s says %q", p.Name, c.Bounds, action, words)
				}
			}
		}
	}
}

// words are those of each action, with all parameters 0, which a set prints as {}.
func (m model[S]) words() map[string]string {
	words := map[string]string{}
	for i := range m.sp.Actions {
		words[m.sp.Actions[i].Name] = m.sp.Actions[i].Say([4]uint16{})
	}
	return words
}
