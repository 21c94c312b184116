package mutants

import (
	"fmt"
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
)

// A tok is one token of source text.
type tok struct {
	text     string
	from, to int // octets
}

// goTokens are the tokens of Go text. Comments are left out, and so are the semicolons that a line's end stands
// for: where lines are broken makes no difference.
func goTokens(text string) ([]tok, error) {
	var s scanner.Scanner
	var failed error
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(at token.Position, what string) {
		if failed == nil {
			failed = fmt.Errorf("line %d: %s", at.Line, what)
		}
	}, 0)
	var toks []tok
	for {
		pos, kind, literal := s.Scan()
		if kind == token.EOF {
			return toks, failed
		}
		if kind == token.SEMICOLON && literal == "\n" {
			continue
		}
		if literal == "" {
			literal = kind.String()
		}
		from := file.Offset(pos)
		toks = append(toks, tok{literal, from, from + len(literal)})
	}
}

// words are the tokens of text that is not Go: what stands between spaces.
func words(text string) ([]tok, error) {
	var toks []tok
	from := -1
	for at, r := range text + " " {
		if space := unicode.IsSpace(r); space && from >= 0 {
			toks = append(toks, tok{text[from:at], from, at})
			from = -1
		} else if !space && from < 0 {
			from = at
		}
	}
	return toks, nil
}

// withoutComments is Go text whose comments have become spaces, so that it may stand in the middle of a line.
func withoutComments(text string) string {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), nil, scanner.ScanComments)
	out := []byte(text)
	for {
		pos, kind, literal := s.Scan()
		if kind == token.EOF {
			return strings.TrimRight(string(out), " \t\n")
		}
		if kind == token.COMMENT {
			for k := range literal {
				if from := file.Offset(pos); out[from+k] != '\n' {
					out[from+k] = ' '
				}
			}
		}
	}
}

// same reports whether a and b are the same tokens.
func same(a, b []tok) bool {
	return len(a) == len(b) && begins(a, b)
}

// begins reports whether toks begins with the tokens of first.
func begins(toks, first []tok) bool {
	if len(toks) < len(first) {
		return false
	}
	for k := range first {
		if toks[k].text != first[k].text {
			return false
		}
	}
	return true
}

// occurrences is where the tokens of part stand in toks, each as the index of its first one.
func occurrences(toks, part []tok) []int {
	var at []int
	for k := range toks {
		if begins(toks[k:], part) {
			at = append(at, k)
		}
	}
	return at
}

// Tokens are the tokens of Go text, without comments and line breaks.
func Tokens(text string) ([]string, error) {
	toks, err := goTokens(text)
	return texts(toks), err
}
