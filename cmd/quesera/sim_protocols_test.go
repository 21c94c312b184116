package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"quesera/catalogue"
	"quesera/model/sim/play"
)

// violated has a command line for each protocol whose run is violated: a group that is not safe.
var violated = map[string]string{
	"tlc":    "tlc -n 5 -t 1 -w 1 --unsafe --adversary uneven --rounds 50",
	"qsc3":   "qsc3 -n 3 -t 1 --unsafe --rounds 200 --adversary uneven",
	"dkg":    "dkg --corrupt 1 --attack split --unsafe",
	"beacon": "beacon -n 4 -t 2 --corrupt 2 --attack ahead --unsafe",
	"qsc4":   "qsc4 -n 4 -t 3 --corrupt 1 --attack unfair --unsafe --waive QSC4-R4",
	"tlcb":   "tlcb -n 4 -t 3 --corrupt 1 --attack accuse --unsafe --waive LOG-R6",
}

// Every protocol of the catalogue that has a machine is run through the one path: by default its run holds; a seed
// gives one summary, as text and as JSON, and another seed another one; --moves and a signal stop it; and what is
// violated, or not over, is printed with a line that prints the same again.
func TestEveryProtocolIsSimulatedByOnePath(t *testing.T) {
	for _, p := range catalogue.Simulated() {
		t.Run(p.Name, func(t *testing.T) {
			code, out, errs := simulate(p.Name)
			if code != exitHolds || !strings.HasSuffix(out, "\nholds\n") {
				t.Fatalf("exit code %d, want %d:\n%s%s", code, exitHolds, out, errs)
			}
			if _, again, _ := simulate(p.Name); again != out {
				t.Errorf("the same seed prints\n%s\nand then\n%s", out, again)
			}
			_, text, _ := simulate(p.Name, "--json")
			_, other, _ := simulate(p.Name, "--json", "--seed", "2")
			var object map[string]any
			if err := json.Unmarshal([]byte(text), &object); err != nil || object["verdict"] != "holds" ||
				object["protocol"] != p.Name || text == other {
				t.Errorf("json = %s (%v), and with another seed %s", text, err, other)
			}
			replays(t, exitInconclusive, p.Name, "--moves", "3")
			if violated[p.Name] == "" {
				t.Fatal("no command line that is violated, want one")
			}
			replays(t, exitViolated, strings.Fields(violated[p.Name])...)
			g, err := simulated(newSimCommand(), p.Name)
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(context.Background())
			stop()
			if _, err := g.play(ctx, play.Tracing{}, false); !errors.Is(err, play.ErrStopped) {
				t.Errorf("error = %v, want that of a run that was stopped", err)
			}
		})
	}
}

// replays wants that exit code, and a line which prints the same again.
func replays(t *testing.T, want exitCode, args ...string) {
	t.Helper()
	code, out, errs := simulate(args...)
	_, line, found := strings.Cut(out, "\nreplay: quesera sim ")
	if code != want || !found {
		t.Fatalf("sim %v: exit code %d, want %d with a line that replays it:\n%s%s", args, code, want, out, errs)
	}
	if again, text, _ := simulate(strings.Fields(line)...); again != code || text != out {
		t.Errorf("sim %s: exit code %d:\n%s\nwant\n%s", line, again, text, out)
	}
}

// The help lists the protocols with their own flags, and no other protocol takes them.
func TestTheHelpOfSimListsProtocolsAndTheirFlags(t *testing.T) {
	code, out, _ := simulate("--help")
	if code != exitHolds {
		t.Fatalf("exit code %d", code)
	}
	for _, p := range catalogue.Simulated() {
		f, _ := simFlags(p)
		if !strings.Contains(out, "\n"+p.Name+": "+p.Title) || !strings.Contains(out, f.Usages()) ||
			f.Judged == "" || !strings.Contains(out, f.Judged) {
			t.Errorf("the help lacks %s with its flags:\n%s", p.Name, out)
		}
	}
	types := map[string]string{} // two protocols whose flags have one name can only be told apart if they have one type
	for _, p := range catalogue.Simulated() {
		f, _ := simFlags(p)
		for _, flag := range allOf(f.Set()) {
			if known := types[flag.Name]; known != "" && known != flag.Value.Type()+flag.Shorthand {
				t.Errorf("%s: --%s is a %s %s, elsewhere %s", p.Name, flag.Name, flag.Value.Type(), flag.Shorthand, known)
			}
			types[flag.Name] = flag.Value.Type() + flag.Shorthand
		}
	}
}

// allOf lists flags.
func allOf(set *pflag.FlagSet) (all []*pflag.Flag) {
	set.VisitAll(func(f *pflag.Flag) { all = append(all, f) })
	return all
}
