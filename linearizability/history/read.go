package history

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
)

// A Problem is why a file is no history.
type Problem struct {
	Line int // of the file, from 1; 0: the file as a whole
	What string
}

func (p *Problem) Error() string {
	if p.Line == 0 {
		return p.What
	}
	return fmt.Sprintf("line %d: %s", p.Line, p.What)
}

// problem is a *Problem.
func problem(line int, format string, args ...any) error {
	return &Problem{line, fmt.Sprintf(format, args...)}
}

// A source is a file while it is read.
type source struct {
	ctx     context.Context
	in      *bufio.Reader
	limits  Limits
	builder *Builder
	line    int     // the one that is read, from 1
	head    History // what the first line says of all
	tuples  bool    // values may be keys and values, as Jepsen writes those of independent keys
}

// Read reads a history: JSON Lines, EDN or one of Jepsen's logs, plain or compressed with gzip. The error is a
// *Problem, or that of the context.
func Read(ctx context.Context, in io.Reader, l Limits) (*History, error) {
	buffered := bufio.NewReaderSize(in, 1<<16)
	if head, _ := buffered.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, problem(0, "compressed, but not with gzip: %v", err)
		}
		buffered = bufio.NewReaderSize(unpacked, 1<<16)
	}
	s := &source{ctx: ctx, in: buffered, limits: l, builder: NewBuilder(l), line: 1}
	read, err := s.form()
	if err == nil {
		err = read()
	}
	if err != nil {
		return nil, s.located(err)
	}
	h := s.builder.Finish()
	h.Object, h.Accounts, h.Initial = s.head.Object, s.head.Accounts, s.head.Initial
	if s.tuples {
		h.splitTuples()
	}
	return h, nil
}

// located is an error with the line at which it was found.
func (s *source) located(err error) error {
	var p *Problem
	switch {
	case s.ctx.Err() != nil:
		return context.Cause(s.ctx)
	case errors.As(err, &p):
		return p
	}
	return problem(s.line, "%v", err)
}

// form tells by the first characters what a file is.
func (s *source) form() (read func() error, err error) {
	for {
		c, err := s.in.ReadByte()
		if err == io.EOF {
			return nil, problem(0, "empty, want a history")
		} else if err != nil {
			return nil, err
		}
		switch {
		case c == '\n':
			s.line++
			continue
		case c == ' ' || c == '\t' || c == '\r' || c == ',':
			continue
		}
		if err := s.in.UnreadByte(); err != nil {
			return nil, err
		}
		head, _ := s.in.Peek(64)
		switch {
		case c == '{' && isJSON(head):
			return s.readLines, nil
		case c == '{' || c == '[' || c == '(' || c == ';' || c == '#':
			s.tuples = true
			return s.readEDN, nil
		case c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			s.tuples = true
			return s.readLog, nil
		}
		return nil, problem(s.line, "begins with %q, want JSON Lines, EDN or a log of Jepsen's", c)
	}
}

// isJSON reports whether an object of JSON begins so, and no map of EDN.
func isJSON(head []byte) bool {
	rest := bytes.TrimLeft(head[1:], " \t")
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

// event takes in the next event.
func (s *source) event(e Event) error {
	if s.builder.h.Events&0xfff == 0 && s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return s.builder.Add(e)
}

// nextLine is the next line without its end, and whether there is one.
func (s *source) nextLine() (line []byte, ok bool, err error) {
	for {
		part, err := s.in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > s.limits.Line:
			return nil, false, fmt.Errorf("longer than %d octets", s.limits.Line)
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF:
			return line, len(line) > 0, nil
		case err != nil:
			return nil, false, err
		}
		return bytes.TrimRight(line, "\r\n"), true, nil
	}
}
