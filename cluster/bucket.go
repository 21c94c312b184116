package cluster

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
	"sort"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// A File holds states of one level and bucket: octets, one state after the other in ascending order, each once.
type File struct {
	Name   string `json:"name"`
	Bucket int    `json:"bucket"`
	States uint64 `json:"states"`
	Sum    uint64 `json:"sum"` // CRC-64 of its octets
}

var table = crc64.MakeTable(crc64.ECMA)

// bucketOf is the bucket that a state belongs to. The sum that files have would do as well, but for the same states it
// would say the same in all files.
func bucketOf(state []byte, buckets int) int {
	h := uint64(14695981039346656037) // FNV-1a
	for _, b := range state {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= h >> 32
	return int(h % uint64(buckets))
}

// errSpoilt says that a file is not what was written.
var errSpoilt = errors.New("a file is not what was written")

// read hands out the states of a file, each valid until the next. Its error is that of do, or one of the file, which
// may come after states that were handed out: then they count for nothing.
func (f File) read(ctx context.Context, width int, do func(state []byte) (more bool)) error {
	fs, err := filesystem.New(ctx, f.Name)
	if err != nil {
		return err
	}
	defer fs.Close()
	file, err := fs.OpenRead(ctx, f.Name)
	if err != nil {
		return err
	}
	defer file.Close()
	buf := bufio.NewReaderSize(file, 1<<18)
	state, last := make([]byte, width), make([]byte, width)
	read, sum := uint64(0), uint64(0)
	for {
		switch _, err := io.ReadFull(buf, state); {
		case err == io.EOF && read == f.States && sum == f.Sum:
			return nil
		case err != nil:
			return fmt.Errorf("%w: %s ends after %d states, want %d (%v)", errSpoilt, f.Name, read, f.States, err)
		}
		if read > 0 && bytes.Compare(last, state) >= 0 {
			return fmt.Errorf("%w: %s: state %d is not above the one before", errSpoilt, f.Name, read)
		}
		copy(last, state)
		read++
		sum = crc64.Update(sum, table, state)
		if !do(state) {
			return nil
		}
	}
}

// write writes states, which lie one after the other, to a file of that name.
func write(ctx context.Context, name string, bucket, width int, states []byte) (f File, err error) {
	f = File{Name: name, Bucket: bucket, States: uint64(len(states) / width), Sum: crc64.Update(0, table, states)}
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return f, err
	}
	defer fs.Close()
	return f, filesystem.Write(ctx, fs, name, states)
}

// A batch is states one after the other, to be sorted.
type batch struct {
	states []byte
	width  int
	spare  []byte
}

func (b *batch) Len() int           { return len(b.states) / b.width }
func (b *batch) at(i int) []byte    { return b.states[i*b.width : (i+1)*b.width] }
func (b *batch) Less(i, j int) bool { return bytes.Compare(b.at(i), b.at(j)) < 0 }
func (b *batch) Swap(i, j int) {
	copy(b.spare, b.at(i))
	copy(b.at(i), b.at(j))
	copy(b.at(j), b.spare)
}

// distinct sorts states, which lie one after the other, and leaves each once.
func distinct(states []byte, width int) []byte {
	b := &batch{states, width, make([]byte, width)}
	sort.Sort(b)
	kept := 0
	for i := range b.Len() {
		if kept > 0 && bytes.Equal(b.at(i), b.at(kept-1)) {
			continue
		}
		copy(b.at(kept), b.at(i))
		kept++
	}
	return states[:kept*width]
}

// without leaves out of states, which are distinct, those that a file has.
func without(ctx context.Context, states []byte, width int, f File) ([]byte, error) {
	kept, at := 0, 0
	keep := func(to int) { kept, at = kept+copy(states[kept:], states[at:to]), to }
	err := f.read(ctx, width, func(seen []byte) bool {
		to := at
		for to < len(states) && bytes.Compare(states[to:to+width], seen) < 0 {
			to += width
		}
		keep(to)
		if at < len(states) && bytes.Equal(states[at:at+width], seen) {
			at += width
		}
		return true // to the end of the file, where it turns out whether all of it was there
	})
	keep(len(states))
	return states[:kept], err
}
