package vector

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// Format is the value of "format" in every file of vectors. A change that old readers would misunderstand gets a new
// number.
const Format = "quesera-vectors/1"

// A Vector is one input of an operation and what must come of it.
type Vector struct {
	ID      string          `json:"id"`    // "shamir/deal/3": family, operation, number from 1
	Topic   string          `json:"topic"` // what it is there for
	Input   json.RawMessage `json:"input"`
	Want    json.RawMessage `json:"want,omitempty"`    // the result; absent where Refused
	Refused bool            `json:"refused,omitempty"` // the input must be refused
}

// A Case is an input that an operation has vectors of.
type Case[In any] struct {
	Topic string
	Input In
}

// An Op is one operation. Use NewOp.
type Op struct {
	Name, Title string
	run         func(input json.RawMessage) (any, error)
	inputs      func() ([]Vector, error) // of all cases, without what must come of them
	in, out     reflect.Type
}

// A Family is the operations of one protocol or scheme. Its name is that of its file.
type Family struct {
	Name, Title string
	Package     string   // whose test TestVectors judges it
	Under       []string // the packages whose planted faults its vectors are to kill
	Ops         []Op
}

// A File is what is written of a family.
type File struct {
	Format     string            `json:"format"`
	Family     string            `json:"family"`
	Title      string            `json:"title"`
	Operations map[string]string `json:"operations"` // what each does
	Vectors    []Vector          `json:"vectors"`
}

// NewOp is an operation that run performs. An error of run means that the input is refused. Inputs and outputs are
// encoded as JSON, and must be values that encode in one way: structs, slices, numbers, booleans, strings, Hex.
func NewOp[In, Out any](name, title string, run func(In) (Out, error), cases func() []Case[In]) Op {
	op := Op{Name: name, Title: title, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}
	op.run = func(input json.RawMessage) (result any, err error) {
		var in In
		if err := strictly(input, &in); err != nil {
			return nil, &Malformed{err.Error()}
		}
		defer func() {
			if failure := recover(); failure != nil {
				result, err = nil, &Malformed{fmt.Sprintf("cannot be judged: %v", failure)}
			}
		}()
		return run(in)
	}
	op.inputs = func() (all []Vector, err error) {
		for _, c := range cases() {
			v := Vector{Topic: c.Topic}
			if v.Input, err = json.Marshal(c.Input); err != nil {
				return nil, fmt.Errorf("vector: %s: %w", c.Topic, err)
			}
			all = append(all, v)
		}
		return all, nil
	}
	return op
}

// A Malformed input is none of the operation's. It is not refused: it says nothing.
type Malformed struct{ What string }

func (m *Malformed) Error() string { return m.What }

// answer fills in what comes of the input of v.
func (op Op) answer(v *Vector) error {
	result, err := op.run(v.Input)
	var malformed *Malformed
	if errors.As(err, &malformed) {
		return err
	}
	if v.Refused = err != nil; v.Refused {
		return nil
	}
	v.Want, err = json.Marshal(result)
	return err
}

// Candidates are the vectors of all cases of the family, in their order. An error is ours.
func (f Family) Candidates() ([]Vector, error) {
	return f.Draw(func(string) bool { return true })
}

// Draw is the vectors whose IDs are wanted, in their order. An error is ours.
func (f Family) Draw(wanted func(id string) bool) ([]Vector, error) {
	all, err := f.Inputs()
	if err != nil {
		return nil, err
	}
	var drawn []Vector
	for _, v := range all {
		if !wanted(v.ID) {
			continue
		}
		op, err := f.op(v.ID)
		if err == nil {
			err = op.answer(&v)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", v.ID, v.Topic, err)
		}
		drawn = append(drawn, v)
	}
	return drawn, nil
}

// Inputs are the vectors of all cases without what must come of them.
func (f Family) Inputs() (all []Vector, err error) {
	for _, op := range f.Ops {
		vectors, err := op.inputs()
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", f.Name, op.Name, err)
		}
		for k := range vectors {
			vectors[k].ID = fmt.Sprintf("%s/%s/%d", f.Name, op.Name, k+1)
		}
		all = append(all, vectors...)
	}
	return all, nil
}

// op is the operation that the ID of a vector names.
func (f Family) op(id string) (Op, error) {
	for _, op := range f.Ops {
		prefix := f.Name + "/" + op.Name + "/"
		if len(id) > len(prefix) && id[:len(prefix)] == prefix {
			return op, nil
		}
	}
	return Op{}, &Malformed{fmt.Sprintf("id = %q, want one that begins with %s/ and an operation of it", id, f.Name)}
}

// Perform is what comes of an input of the operation that an ID names, or why it is refused: a *Malformed error says
// that it is no input.
func (f Family) Perform(id string, input json.RawMessage) (any, error) {
	op, err := f.op(id)
	if err != nil {
		return nil, err
	}
	return op.run(input)
}

// Judge holds what comes of v here against what v wants. A *Malformed error says that v is no vector of the family,
// any other how the results differ.
func (f Family) Judge(v Vector) error {
	op, err := f.op(v.ID)
	if err != nil {
		return err
	}
	if v.Refused == (len(v.Want) > 0) {
		return &Malformed{`want either "want" or "refused"`}
	}
	result, err := op.run(v.Input)
	var malformed *Malformed
	switch {
	case errors.As(err, &malformed):
		return err
	case err != nil && !v.Refused:
		return fmt.Errorf("refused, want accepted: %w", err)
	case err == nil && v.Refused:
		return errors.New("accepted, want refused")
	case v.Refused:
		return nil
	}
	got, err := json.Marshal(result)
	if err != nil {
		return err
	}
	var want bytes.Buffer
	if err := json.Compact(&want, v.Want); err != nil {
		return &Malformed{err.Error()}
	}
	if !bytes.Equal(got, want.Bytes()) {
		return fmt.Errorf("got %s, want %s", around(got, want.Bytes()), around(want.Bytes(), got))
	}
	return nil
}

// around is the part of a in which it first differs from b.
func around(a, b []byte) string {
	const shown = 60
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	from, to := max(0, at-shown/2), min(len(a), at+shown)
	return fmt.Sprintf("…%s…", a[from:to])
}

// File is the family's file with some of its vectors.
func (f Family) File(vectors []Vector) File {
	file := File{Format: Format, Family: f.Name, Title: f.Title, Operations: map[string]string{}, Vectors: vectors}
	for _, op := range f.Ops {
		file.Operations[op.Name] = op.Title
	}
	return file
}

// Encode is a file as it is written, a line a vector, so that differences are read.
func (file File) Encode() ([]byte, error) {
	vectors := file.Vectors
	file.Vectors = []Vector{}
	head, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	out := append(bytes.TrimSuffix(head, []byte("]}")), '\n')
	for k, v := range vectors {
		line, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		out = append(out, line...)
		if k < len(vectors)-1 {
			out = append(out, ',')
		}
		out = append(out, '\n')
	}
	return append(out, "]}\n"...), nil
}

// strictly decodes JSON: no unknown member, nothing behind.
func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("JSON goes on after its end")
	}
	return nil
}

// Decode reads a file of vectors strictly.
func Decode(data []byte) (File, error) {
	var file File
	if err := strictly(data, &file); err != nil {
		return file, err
	}
	if file.Format != Format {
		return file, fmt.Errorf("format = %q, want %q", file.Format, Format)
	}
	return file, nil
}

// Hex is octets that are written as lower-case hexadecimal digits.
type Hex []byte

// MarshalText implements encoding.TextMarshaler.
func (h Hex) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hex) UnmarshalText(text []byte) error {
	octets, err := hex.DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("%.20q: want hexadecimal digits, two an octet", text)
	}
	*h = octets
	return nil
}
