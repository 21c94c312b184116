// Package script plays runs that are written as text, for tests that are read like a story. It knows no protocol:
// whoever plays a script gives the forms that its lines may have.
//
//	# A message is certified at the witness threshold, once (TLC §2.6).
//	group n=3 t_m=2 t_w=2
//	0 broadcasts            -> broadcasts raw 0
//	0 receives ack 0 from 1 -> counts the ack of 1; broadcasts cert 0
//
// A line is an event, an arrow, and all the effects that the event must have, in their order. Where none are expected
// it says "nothing", or ends before the arrow. An indented line continues the one before. What follows a # is a
// comment.
package script

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// nothing stands for no effect.
const nothing = "nothing"

// Forms are the kinds of line that a script may have. The key is what a line says before its arrow; {name} stands for a
// word, or for a list in brackets: "{i} receives raw {s} from {j}", "group n={n} t={t}". The function makes the event
// happen and tells its effects, each as the script should say it.
type Forms map[string]func(*Args) []string

// Test plays each script that the pattern matches, as a subtest named after its file. Start gives the forms for one
// script, over a new group of nodes.
func Test(t *testing.T, pattern string, start func(*testing.T) Forms) {
	t.Helper()
	files, err := matching(pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := Play(file, string(text), start(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

// matching lists the files that a pattern matches, one at least.
func matching(pattern string) ([]string, error) {
	files, err := filepath.Glob(pattern)
	if err == nil && len(files) == 0 {
		err = errors.New("none is there")
	}
	if err != nil {
		return nil, fmt.Errorf("script: files that match %q, want one at least: %w", pattern, err)
	}
	return files, nil
}

// Play plays one script, up to the first line that is not as it should be. The error names that line.
func Play(file, text string, forms Forms) error {
	lines := split(text)
	if len(lines) == 0 {
		return fmt.Errorf("%s:1: lines = none, want an event", file)
	}
	for _, l := range lines {
		if err := l.play(forms); err != nil {
			return fmt.Errorf("%s:%d: %w", file, l.number, err)
		}
	}
	return nil
}

// line is one event and what is expected of it.
type line struct {
	number int // in the file, of its beginning, from 1
	text   string
}

// split takes the lines out of a script.
func split(text string) []line {
	var lines []line
	for k, raw := range strings.Split(text, "\n") {
		said, _, _ := strings.Cut(raw, "#")
		switch {
		case strings.TrimSpace(said) == "":
		case strings.TrimLeft(said, " \t") != said && len(lines) > 0:
			lines[len(lines)-1].text += " " + said
		default:
			lines = append(lines, line{k + 1, said})
		}
	}
	return lines
}

// play makes the event of a line happen and compares its effects with those that the line wants.
func (l line) play(forms Forms) error {
	event, effects, _ := strings.Cut(l.text, "->")
	event = spaced(event)
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		values, ok := match(form, event)
		if !ok {
			continue
		}
		args := &Args{values: values}
		got := forms[form](args)
		if args.err != nil {
			return fmt.Errorf("%s: %w", event, args.err)
		}
		if want := wanted(effects); !slices.Equal(got, want) {
			return fmt.Errorf("%s: got %q, want %q", event, said(got), said(want))
		}
		return nil
	}
	return fmt.Errorf("event = %q, want one of: %s", event, strings.Join(slices.Sorted(maps.Keys(forms)), "; "))
}

// spaced is a text with single spaces between its words.
func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// wanted are the effects after an arrow.
func wanted(text string) []string {
	var effects []string
	for effect := range strings.SplitSeq(text, ";") {
		if effect = spaced(effect); effect != "" && effect != nothing {
			effects = append(effects, effect)
		}
	}
	return effects
}

// said is how a script says effects.
func said(effects []string) string {
	if len(effects) == 0 {
		return nothing
	}
	return strings.Join(effects, "; ")
}

// word is a word of a line: a list in brackets is one, whatever stands before it.
var word = regexp.MustCompile(`[^\s{\[]*(\{[^}]*\}|\[[^\]]*\])|\S+`)

// match takes from an event what the names of a form stand for.
func match(form, event string) (values map[string]string, ok bool) {
	want, got := word.FindAllString(form, -1), word.FindAllString(event, -1)
	if len(want) != len(got) {
		return nil, false
	}
	values = map[string]string{}
	for k, w := range want {
		before, name, named := strings.Cut(strings.TrimSuffix(w, "}"), "{")
		value, fits := strings.CutPrefix(got[k], before)
		if !named && got[k] != w || !fits {
			return nil, false
		}
		if named {
			values[name] = value
		}
	}
	return values, true
}
