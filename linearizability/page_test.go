package linearizability

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/LINEARIZABILITY.md and its pictures anew")

const (
	pageFile  = "../docs/LINEARIZABILITY.md"
	pictures  = "../docs/pictures"
	pageIntro = `<!-- Generated: go test ./linearizability -run Page -update -->

# What users of a replicated service see

A node answers the clients of a replicated object by some strategy. Each is run with clients that ask any node, ask
again at another one with the same request ID, and write down what they see (linearizability/service); the nodes are
replicas (model/object/replica) on QSC3's chain. Histories are held to a promise:

`
)

// page is the documentation of all strategies, and their pictures by file.
func page(t *testing.T) (string, map[string][]byte) {
	t.Helper()
	var b strings.Builder
	b.WriteString(pageIntro + "| ID | a history keeps it if | source |\n| --- | --- | --- |\n")
	for _, p := range []Promise{Linearizable, Sequential, OwnWrites, Monotonic} {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.ID, p.Says, p.Section)
	}
	b.WriteString("\n## What keeps its promise\n\n| strategy | what is done | object | promise | runs |\n" +
		"| --- | --- | --- | --- | --: |\n")
	for _, tr := range keeping() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d |\n", tr.Name, tr.Says, tr.Object, tr.Promise.ID, tr.runs)
	}
	b.WriteString("\n## What promises too much\n\n" +
		"Of the first runs that break the promise operations are left out until each is needed; the shortest history is " +
		"shown.\n" +
		"In a picture time goes down, and each client has a line.\n")
	drawn := map[string][]byte{}
	for k, tr := range failing() {
		tried := broken(t, tr)
		if tried.Story == nil {
			t.Fatalf("%s: no run that breaks it", tr.Bounds())
		}
		fmt.Fprintf(&b, "\n### %s: %s\n\n%s. It does not keep %s: %s.\n\n```\n", tr.Name, tr.Promise.ID, upper(tr.Says),
			tr.Promise.ID, tr.Fails)
		var words bytes.Buffer
		tried.Story.Print(&words)
		b.Write(words.Bytes())
		name := fmt.Sprintf("history%d.svg", k+1)
		fmt.Fprintf(&b, "```\n\nReplay: `quesera verify linearizability --bounds '%s' --replay '%s'`\n\n![%s](pictures/%s)\n",
			tr.Bounds(), tried.Story.Schedule, tr.Name, name)
		var picture bytes.Buffer
		if err := tried.Story.Drawn.SVG(&picture, tr.Promise.ID+": "+tr.Fails); err != nil {
			t.Fatal(err)
		}
		drawn[name] = picture.Bytes()
	}
	return b.String(), drawn
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// docs/LINEARIZABILITY.md and its pictures are what the strategies do.
func TestThePageIsCurrent(t *testing.T) {
	text, drawn := page(t)
	files := map[string][]byte{pageFile: []byte(text)}
	for name, picture := range drawn {
		files[filepath.Join(pictures, name)] = picture
	}
	for file, want := range files {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not what the strategies do (%v); go test ./linearizability -run Page -update", file, err)
		}
	}
}
