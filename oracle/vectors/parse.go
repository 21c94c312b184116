package vectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bounds of a document. The largest public file of a recognised kind has some 200 kB.
const (
	maxJSON  = 16 << 20 // octets
	maxYAML  = 1 << 20  // octets; YAML takes far more memory an octet
	maxDepth = 32       // nested lists and objects
	maxNodes = 500_000  // values
)

// parser builds nodes within the bounds.
type parser struct {
	nodes int
}

func (p *parser) add(kind valueKind, line, depth int) (*node, error) {
	p.nodes++
	if p.nodes > maxNodes {
		return nil, breaks(line, "more than %d values", maxNodes)
	}
	if depth > maxDepth {
		return nil, breaks(line, "nested deeper than %d", maxDepth)
	}
	return &node{kind: kind, line: line}, nil
}

// addField adds a field to an object; no name may come twice.
func (n *node) addField(name string, value *node, seen map[string]bool) error {
	if seen[name] {
		return breaks(value.line, "field %s occurs twice", shortened(name))
	}
	seen[name] = true
	n.names, n.items = append(n.names, name), append(n.items, value)
	return nil
}

// parseJSON reads one JSON text.
func parseJSON(data []byte) (*node, error) {
	j := &jsonParser{data: data, tokens: json.NewDecoder(bytes.NewReader(data))}
	j.tokens.UseNumber()
	root, err := j.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := j.tokens.Token(); !errors.Is(err, io.EOF) {
		return nil, breaks(j.line(), "JSON goes on after its end")
	}
	return root, nil
}

// jsonParser follows the tokens of a JSON text.
type jsonParser struct {
	parser
	data    []byte
	tokens  *json.Decoder
	counted int64 // octets in which newlines have been counted
	lines   int   // newlines among them
}

// line is the line of the token read last, from 1.
func (j *jsonParser) line() int {
	at := j.tokens.InputOffset()
	j.lines += bytes.Count(j.data[j.counted:at], []byte{'\n'})
	j.counted = at
	return j.lines + 1
}

// next is the next token of the text.
func (j *jsonParser) next() (json.Token, error) {
	token, err := j.tokens.Token()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, breaks(1+bytes.Count(j.data, []byte{'\n'}), "JSON ends too early")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset <= int64(len(j.data)) {
		return nil, breaks(1+bytes.Count(j.data[:syntax.Offset], []byte{'\n'}), "no JSON: %v", err)
	}
	if err != nil {
		return nil, breaks(j.line(), "no JSON: %v", err)
	}
	return token, nil
}

func (j *jsonParser) value(depth int) (*node, error) {
	token, err := j.next()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return j.object(depth)
		}
		return j.list(depth)
	case string:
		return j.scalar(text, v, depth)
	case json.Number:
		return j.scalar(number, v.String(), depth)
	case bool:
		return j.scalar(boolean, fmt.Sprint(v), depth)
	default:
		return j.scalar(null, "", depth)
	}
}

func (j *jsonParser) scalar(kind valueKind, value string, depth int) (*node, error) {
	n, err := j.add(kind, j.line(), depth)
	if err == nil {
		n.text = value
	}
	return n, err
}

func (j *jsonParser) list(depth int) (*node, error) {
	n, err := j.add(list, j.line(), depth)
	if err != nil {
		return nil, err
	}
	for j.tokens.More() {
		item, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	_, err = j.next() // the bracket that closes it
	return n, err
}

func (j *jsonParser) object(depth int) (*node, error) {
	n, err := j.add(object, j.line(), depth)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	for j.tokens.More() {
		name, err := j.next()
		if err != nil {
			return nil, err
		}
		value, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		key, ok := name.(string)
		if !ok {
			return nil, breaks(j.line(), "a name that is no string")
		}
		if err := n.addField(key, value, seen); err != nil {
			return nil, err
		}
	}
	_, err = j.next()
	return n, err
}

// parseYAML reads one YAML document without anchors, aliases and tags of its own.
func parseYAML(data []byte) (root *node, err error) {
	defer func() {
		// The library promises errors, but is large and takes foreign input here.
		if failure := recover(); failure != nil {
			root, err = nil, breaks(0, "no YAML: %v", failure)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, more yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, breaks(1, "no YAML document")
	} else if err != nil {
		return nil, breaks(0, "no YAML: %v", err)
	}
	if err := decoder.Decode(&more); err == nil {
		return nil, breaks(more.Line, "a second YAML document")
	} else if !errors.Is(err, io.EOF) {
		return nil, breaks(0, "no YAML: %v", err)
	}
	return (&yamlParser{}).value(document.Content[0], 0)
}

type yamlParser struct {
	parser
}

func (y *yamlParser) value(v *yaml.Node, depth int) (*node, error) {
	if v.Anchor != "" { // without which there is no alias
		return nil, breaks(v.Line, "YAML anchors and aliases are not read")
	}
	switch v.Kind {
	case yaml.MappingNode:
		return y.object(v, depth)
	case yaml.SequenceNode:
		return y.list(v, depth)
	default:
		return y.scalar(v, depth)
	}
}

func (y *yamlParser) scalar(v *yaml.Node, depth int) (*node, error) {
	kinds := map[string]valueKind{"!!null": null, "!!bool": boolean}
	kind, ok := kinds[v.Tag]
	if !ok {
		kind = text
	}
	n, err := y.add(kind, v.Line, depth)
	if err == nil {
		n.text = v.Value
	}
	if err == nil && kind == boolean {
		n.text = strings.ToLower(v.Value)
	}
	return n, err
}

func (y *yamlParser) list(v *yaml.Node, depth int) (*node, error) {
	n, err := y.add(list, v.Line, depth)
	if err != nil {
		return nil, err
	}
	for _, content := range v.Content {
		item, err := y.value(content, depth+1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	return n, nil
}

func (y *yamlParser) object(v *yaml.Node, depth int) (*node, error) {
	n, err := y.add(object, v.Line, depth)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(v.Content); i += 2 {
		if v.Content[i].Kind != yaml.ScalarNode {
			return nil, breaks(v.Content[i].Line, "a name that is no scalar")
		}
		value, err := y.value(v.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		if err := n.addField(v.Content[i].Value, value, seen); err != nil {
			return nil, err
		}
	}
	return n, nil
}
