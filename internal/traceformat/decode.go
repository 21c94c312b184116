package traceformat

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// MaxLine bounds the length of a line in bytes, its line feed included.
const MaxLine = 64 << 10

// The rules of the format, as they appear in an Error and in docs/TRACE-FORMAT.md.
const (
	RuleEncoding   = "TRACE-ENCODING"
	RuleHeader     = "TRACE-HEADER"
	RuleThresholds = "TRACE-THRESHOLDS"
	RuleEvent      = "TRACE-EVENT"
)

// Error says why a trace cannot be read.
type Error struct {
	Line int // 1-based, of the uncompressed text; 0: the file as a whole
	Rule string
	Msg  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("traceformat: line %d: %s: %s", e.Line, e.Rule, e.Msg)
}

// Decoder reads a trace line by line; its memory does not depend on the input.
type Decoder struct {
	header Header
	in     *bufio.Reader
	line   int
	ending bool // the line read last has no line feed: the file ends with it
	values [eventFields]token
}

// byteOrderMark may stand before the header (RFC 8259 §8.1): some editors put it there.
const byteOrderMark = "\uFEFF"

// NewDecoder reads the header of a trace of one of the protocols. The trace may be compressed with gzip: its first
// two bytes tell.
func NewDecoder(r io.Reader, protocols ...Protocol) (*Decoder, error) {
	d := &Decoder{in: bufio.NewReaderSize(r, MaxLine)}
	magic, err := d.in.Peek(2)
	if err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(d.in)
		if err != nil {
			return nil, &Error{0, RuleEncoding, "gzip: " + err.Error()}
		}
		d.in = bufio.NewReaderSize(z, MaxLine)
	}
	if mark, err := d.in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		d.in.Discard(len(byteOrderMark))
	}
	line, err := d.readLine()
	if err == io.EOF {
		return nil, &Error{0, RuleEncoding, "the file is empty, want a header"}
	}
	if err != nil {
		return nil, err
	}
	d.header, err = decodeHeader(line, protocols)
	if err != nil {
		return nil, d.at(err)
	}
	return d, nil
}

// Header is the first line.
func (d *Decoder) Header() Header { return d.header }

// Line is the number of the line read last, 1-based; the header is line 1.
func (d *Decoder) Line() int { return d.line }

// Next reads one event. The error is io.EOF after the last line, else an *Error.
func (d *Decoder) Next(e *Event) error {
	return d.next(func(line []byte) error { return d.decodeEvent(line, e) })
}

// next reads one line with decode, which says what is wrong with it.
func (d *Decoder) next(decode func(line []byte) error) error {
	line, err := d.readLine()
	if err != nil {
		return err
	}
	if blank(line) {
		return d.end()
	}
	if err := decode(line); err != nil {
		if d.ending {
			err = fmt.Errorf("the file is cut inside this line: %w", err)
		}
		return d.at(&Error{0, RuleEvent, err.Error()})
	}
	return nil
}

// blank reports whether a line is nothing but white space.
func blank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// end reads the lines after a blank one, which must be blank too: editors leave such lines at the end of a file.
func (d *Decoder) end() error {
	first := d.line
	for {
		line, err := d.readLine()
		if err != nil {
			return err
		}
		if !blank(line) {
			return &Error{first, RuleEvent, fmt.Sprintf("a blank line, want an event: line %d is not blank", d.line)}
		}
	}
}

// readLine returns the next line without its line feed; it stays valid until the next
// call. A last line without its line feed is a line: if the file was cut inside it, it is no object.
func (d *Decoder) readLine() ([]byte, error) {
	line, err := d.in.ReadSlice('\n')
	if len(line) > 0 {
		d.line++
	}
	switch {
	case err == nil:
		return line[:len(line)-1], nil
	case err == io.EOF && len(line) > 0:
		d.ending = true
		return line, nil
	case err == io.EOF:
		return nil, io.EOF
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, d.at(&Error{0, RuleEncoding, fmt.Sprintf("line is longer than %d bytes", MaxLine)})
	}
	failed := &Error{0, RuleEncoding, "cannot be read: " + err.Error()}
	if d.line > 0 {
		failed.Line = d.line + 1
	}
	return nil, failed
}

// at adds the number of the line read last.
func (d *Decoder) at(err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Line = d.line
	}
	return err
}
