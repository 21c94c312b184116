// Package web makes the page of the explorer: one file, with the specs and the explorer's steps compiled for the
// browser, that works wherever it is opened.
package web

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"quesera/internal/child"
)

//go:embed page/page.html
var page string

//go:embed page/page.css
var style string

//go:embed page/page.js
var script string

var pageTemplate = template.Must(template.New("page").Parse(page))

// compiling is how long the compiler may take: the first time it compiles Go's own packages for the browser too.
const compiling = 10 * time.Minute

// Page compiles the page from the sources of quesera in root, and writes it. It takes the Go toolchain, and some tens
// of seconds the first time. The error is the compiler's, or that of writing.
func Page(ctx context.Context, root string, w io.Writer) error {
	folder, remove, err := child.Folder("quesera-web-")
	if err != nil {
		return err
	}
	defer remove()
	program := filepath.Join(folder, "explorer.wasm")
	if _, err := goTool(ctx, root, "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./web/wasm"); err != nil {
		return err
	}
	wasm, err := packed(program)
	if err != nil {
		return err
	}
	goRoot, err := goTool(ctx, root, "env", "GOROOT")
	if err != nil {
		return err
	}
	runtime, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goRoot)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	return pageTemplate.Execute(w, map[string]string{"Style": style, "Script": script, "Runtime": string(runtime),
		"Wasm": wasm})
}

// goTool runs the go command for the browser, and returns what it prints.
func goTool(ctx context.Context, root string, args ...string) ([]byte, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return nil, errors.New("not run: go is missing, which compiles the page")
	}
	out, err := child.Program{Args: append([]string{tool}, args...), Dir: root, Limit: compiling,
		Env: []string{"GOOS=js", "GOARCH=wasm"}}.Output(ctx)
	if err != nil {
		return nil, fmt.Errorf("go %s: %w: %s", args[0], err, bytes.TrimSpace(out))
	}
	return out, nil
}

// packed is a file, compressed and in letters.
func packed(name string) (string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	letters := base64.NewEncoder(base64.StdEncoding, &out)
	small, err := gzip.NewWriterLevel(letters, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := small.Write(text); err != nil {
		return "", err
	}
	if err := errors.Join(small.Close(), letters.Close()); err != nil {
		return "", err
	}
	return out.String(), nil
}
