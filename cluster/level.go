package cluster

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/textio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"quesera/spec/explore"
)

func init() {
	register.DoFn4x1[context.Context, File, func(int, []byte), func(string), error](&visitFn{})
	register.DoFn5x1[context.Context, int, func(*[]byte) bool, func(*File) bool, func(string), error](&collectFn{})
	register.DoFn3x1[context.Context, File, func([]byte), error](&beforeFn{})
	register.Function1x2(keyed)
	register.Function2x1(smaller)
	register.Function1x1(written)
	register.Emitter1[string]()
	register.Emitter1[[]byte]()
	register.Emitter2[int, []byte]()
	register.Iter1[[]byte]()
	register.Iter1[File]()
}

// A job is a search, as machines are told of it.
type job struct {
	Check   string // one of those that the program knows (Register)
	Part    explore.Part
	Folder  string
	Buckets int
}

// packed is the spec that is searched.
func (j job) packed() (explore.Packed, error) {
	c, err := registered(j.Check)
	if err != nil {
		return nil, err
	}
	return c.System.Packed(j.Part)
}

// A line is one of those that a level is written down with: a new file, or what visiting a file came to.
type line struct {
	File *File          `json:"file,omitempty"`
	Came *explore.Tally `json:"came,omitempty"`
	// Sent and Got count states on their way to buckets: those sent by who visited, and those that came.
	Sent uint64 `json:"sent,omitempty"`
	Got  uint64 `json:"got,omitempty"`
}

func (l line) text() (string, error) {
	text, err := json.Marshal(l)
	return string(text), err
}

// levelPipeline makes the next level of the newest one, and writes its lines to a file.
func levelPipeline(s beam.Scope, j job, depth int, newest, seen []File, lines string) {
	files := beam.Reshuffle(s, beam.CreateList(s, newest))
	batches, came := beam.ParDo2(s, &visitFn{Job: j}, files)
	buckets := beam.CoGroupByKey(s, batches, beam.ParDo(s, keyed, beam.CreateList(s, seen)))
	made := beam.ParDo(s, &collectFn{Job: j, Depth: depth + 1}, buckets)
	textio.Write(s, lines, beam.Flatten(s, came, made))
}

func keyed(f File) (int, File) { return f.Bucket, f }

// A visitFn visits the states of a file (steps 1 and 2).
type visitFn struct {
	Job    job
	packed explore.Packed
}

// Setup makes the spec ready.
func (v *visitFn) Setup() (err error) {
	v.packed, err = v.Job.packed()
	return err
}

// batchOctets is about how much is sent to a bucket at once.
const batchOctets = 1 << 15

// ProcessElement visits the states of one file.
func (v *visitFn) ProcessElement(ctx context.Context, f File, send func(int, []byte), came func(string)) error {
	width := v.packed.Width()
	batches := make([][]byte, v.Job.Buckets)
	l := line{}
	flush := func(bucket int) {
		states := distinct(batches[bucket], width)
		l.Sent += uint64(len(states) / width)
		send(bucket, states)
		batches[bucket] = nil
	}
	var failed error
	states := func(yield func([]byte) bool) { failed = f.read(ctx, width, yield) }
	tally, err := v.packed.Visit(states, func(state []byte) error {
		b := bucketOf(state, v.Job.Buckets)
		if batches[b] = append(batches[b], state...); len(batches[b]) >= batchOctets {
			flush(b)
		}
		return nil
	})
	if err != nil || failed != nil {
		return fmt.Errorf("cluster: visiting %s: %w", f.Name, cmp.Or(failed, err))
	}
	for b := range batches {
		if len(batches[b]) > 0 {
			flush(b)
		}
	}
	l.Came = &tally
	text, err := l.text()
	if err == nil {
		came(text)
	}
	return err
}

// A collectFn makes the new file of a bucket (step 3).
type collectFn struct {
	Job   job
	Depth int
	width int
}

// Setup asks the spec how long its states are.
func (c *collectFn) Setup() error {
	p, err := c.Job.packed()
	if err == nil {
		c.width = p.Width()
	}
	return err
}

// ProcessElement collects the batches of a bucket, and writes what no level has.
func (c *collectFn) ProcessElement(ctx context.Context, bucket int, batches func(*[]byte) bool, seen func(*File) bool,
	made func(string)) error {
	l := line{}
	var states, some []byte
	for sorted := 0; batches(&some); {
		l.Got += uint64(len(some) / c.width)
		if states = append(states, some...); len(states) > 2*sorted+1<<20 {
			states = distinct(states, c.width)
			sorted = len(states)
		}
	}
	states = distinct(states, c.width)
	var f File
	for len(states) > 0 && seen(&f) {
		var err error
		if states, err = without(ctx, states, c.width, f); err != nil {
			return err
		}
	}
	if len(states) > 0 {
		f, err := write(ctx, fmt.Sprintf("%s/level-%04d-%04d-%s", c.Job.Folder, c.Depth, bucket, rand.Text()), bucket,
			c.width, states)
		if err != nil {
			return err
		}
		l.File = &f
	}
	text, err := l.text()
	if err == nil {
		made(text)
	}
	return err
}

// beforePipeline writes the smallest state of a level that leads to target, in hexadecimal digits, to a file, which
// is empty if none does.
func beforePipeline(s beam.Scope, j job, level []File, target []byte, lines string) {
	found := beam.ParDo(s, &beforeFn{Job: j, Target: target}, beam.Reshuffle(s, beam.CreateList(s, level)))
	textio.Write(s, lines, beam.ParDo(s, written, beam.Combine(s, smaller, found)))
}

func written(state []byte) string { return fmt.Sprintf("%x", state) }

// smaller is the smaller of two states; an empty one stands for none.
func smaller(a, b []byte) []byte {
	if len(a) == 0 || len(b) > 0 && bytes.Compare(b, a) < 0 {
		return b
	}
	return a
}

// A beforeFn looks for the smallest state of a file that leads to another one.
type beforeFn struct {
	Job    job
	Target []byte
	packed explore.Packed
}

// Setup makes the spec ready.
func (b *beforeFn) Setup() (err error) {
	b.packed, err = b.Job.packed()
	return err
}

// ProcessElement looks through one file, whose states ascend.
func (b *beforeFn) ProcessElement(ctx context.Context, f File, found func([]byte)) error {
	return f.read(ctx, b.packed.Width(), func(state []byte) bool {
		if !b.packed.LeadsTo(state, b.Target) {
			return true
		}
		found(bytes.Clone(state))
		return false
	})
}
