package cluster

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"quesera/spec/explore"
	"quesera/verify"
)

// checks are those that pipelines may be asked for.
var checks = map[string]verify.Check{}

// Register makes checks known by their names (verify.Check.String). A program does so before beam.Init, as it is the
// same program on all machines, which know the specs by it.
func Register(all ...verify.Check) {
	for _, c := range all {
		checks[c.String()] = c
	}
}

func registered(name string) (verify.Check, error) {
	c, ok := checks[name]
	if !ok || c.System == nil {
		return c, fmt.Errorf("cluster: no check is called %q that has a spec", name)
	}
	return c, nil
}

// An Engine does searches with Beam.
type Engine struct {
	Context context.Context
	Check   string // the name of a registered check
	Folder  string // that all machines can read and write, on any filesystem of Beam's
	Buckets int    // into how many parts a level is shared out; the successors in one of them must fit into memory
	Run     func(context.Context, *beam.Pipeline) error
}

// levels are those of one search.
type levels struct {
	Engine
	job    job
	packed explore.Packed
	levels [][]File
	done   []level // what was put down
}

// A level is put down when it was visited: what that came to, and the files of the next one.
type level struct {
	Came explore.Tally `json:"came"`
	Next []File        `json:"next"`
}

// Begin starts a search, or goes on with one of the same program that has put down levels in the folder.
func (e *Engine) Begin(part explore.Part) (explore.Levels, error) {
	l := &levels{Engine: *e}
	l.job = job{Check: e.Check, Part: part, Buckets: e.Buckets, Folder: e.Folder + "/" + nameOf(e.Check, part)}
	var err error
	if l.packed, err = l.job.packed(); err != nil {
		return nil, err
	}
	if err := l.identify(); err != nil {
		return nil, err
	}
	width, initial := l.packed.Width(), l.packed.Initial()
	start, err := write(e.Context, l.job.Folder+"/start", bucketOf(initial, e.Buckets), width, initial)
	if err != nil {
		return nil, err
	}
	l.levels = [][]File{{start}}
	return l, nil
}

// nameOf is a name for the folder of a search.
func nameOf(check string, part explore.Part) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%+v", check, part))
	return "search-" + hex.EncodeToString(sum[:8])
}

// program is what this program is. Levels that another one put down are not believed: its spec may be another.
var program = sync.OnceValues(func() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	_, err = io.Copy(h, file)
	return hex.EncodeToString(h.Sum(nil)), err
})

// identify reads whose search the folder has, or writes it if there is none.
func (l *levels) identify() error {
	own, err := program()
	if err != nil {
		return err
	}
	want, err := json.Marshal(struct {
		Program string
		Job     job
	}{own, l.job})
	if err != nil {
		return err
	}
	name := l.job.Folder + "/search.json"
	got, err := l.read(name)
	switch {
	case err != nil:
		return l.write(name, want)
	case !bytes.Equal(got, want):
		return fmt.Errorf("cluster: %s is of another program or of other settings: want an empty folder, or the same "+
			"once more", name)
	}
	return nil
}

func (l *levels) read(name string) ([]byte, error) {
	fs, err := filesystem.New(l.Context, name)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	return filesystem.Read(l.Context, fs, name)
}

func (l *levels) write(name string, data []byte) error {
	fs, err := filesystem.New(l.Context, name)
	if err != nil {
		return err
	}
	defer fs.Close()
	return filesystem.Write(l.Context, fs, name, data)
}

// Visit visits a level with one pipeline, unless the folder says that it was.
func (l *levels) Visit(depth int) (explore.Tally, uint64, error) {
	if depth != len(l.levels)-1 {
		return explore.Tally{}, 0, fmt.Errorf("cluster: level %d is not the newest", depth)
	}
	put := fmt.Sprintf("%s/level-%04d.json", l.job.Folder, depth)
	done, ok := l.putDown(put)
	if !ok {
		var err error
		if done, err = l.visit(depth); err != nil {
			return done.Came, 0, err
		}
		text, err := json.Marshal(done)
		if err == nil && done.Came.Mistake == "" {
			err = l.write(put, text)
		}
		if err != nil {
			return done.Came, 0, err
		}
	}
	l.levels = append(l.levels, done.Next)
	return done.Came, statesIn(done.Next), nil
}

// putDown reads what became of a level. What was not written to its end counts as not written.
func (l *levels) putDown(name string) (level, bool) {
	text, err := l.read(name)
	if err != nil {
		return level{}, false
	}
	var done level
	return done, json.Unmarshal(text, &done) == nil
}

func statesIn(files []File) (n uint64) {
	for _, f := range files {
		n += f.States
	}
	return n
}

// visit runs the pipeline of a level, and adds up what it wrote.
func (l *levels) visit(depth int) (done level, err error) {
	var seen []File
	for _, files := range l.levels {
		seen = append(seen, files...)
	}
	lines := fmt.Sprintf("%s/lines-%04d", l.job.Folder, depth)
	p, s := beam.NewPipelineWithRoot()
	levelPipeline(s, l.job, depth, l.levels[depth], seen, lines)
	text, err := l.run(p, lines)
	if err != nil {
		return done, err
	}
	var sent, got uint64
	for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
		var one line
		if err := json.Unmarshal(in.Bytes(), &one); err != nil {
			return done, fmt.Errorf("cluster: %s: %w", lines, err)
		}
		sent, got = sent+one.Sent, got+one.Got
		if one.Came != nil {
			done.Came.Add(*one.Came)
		}
		if one.File != nil {
			done.Next = append(done.Next, *one.File)
		}
	}
	if sent != got && done.Came.Mistake == "" {
		return done, fmt.Errorf("cluster: of %d states sent to their buckets %d came", sent, got)
	}
	return done, nil
}

// run runs a pipeline, until it is done or the context ends, and reads what it wrote.
func (l *levels) run(p *beam.Pipeline, lines string) ([]byte, error) {
	ended := make(chan error, 1)
	go func() { ended <- l.Run(l.Context, p) }()
	select {
	case err := <-ended:
		if err != nil {
			return nil, fmt.Errorf("cluster: %s", oneLine(err))
		}
	case <-l.Context.Done():
		return nil, context.Cause(l.Context)
	}
	return l.read(lines)
}

// oneLine is an error of Beam's, which may have a page, on one line.
func oneLine(err error) string {
	const most = 500
	text := strings.Join(strings.Fields(err.Error()), " ")
	if len(text) > most {
		text = text[:most] + " ..."
	}
	return text
}

// Before finds the smallest state of a level that leads to target.
func (l *levels) Before(depth int, target []byte) ([]byte, error) {
	lines := l.job.Folder + "/before"
	p, s := beam.NewPipelineWithRoot()
	beforePipeline(s, l.job, l.levels[depth], target, lines)
	text, err := l.run(p, lines)
	if err != nil {
		return nil, err
	}
	state, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(state) != 0 && len(state) != l.packed.Width() {
		return nil, errors.New("cluster: what was found before a state is none")
	}
	if len(state) == 0 {
		return nil, nil
	}
	return state, nil
}
