package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What is asked for is a folder or a server; where the page cannot be compiled it is refused with the reason, and a
// stop is inconclusive. (That the page works is tested in web.)
func TestThePageIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "page")
	refused := func(words string, code exitCode, want string) {
		t.Helper()
		if got, out, errs := runLine(words); got != code || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, %q, %q, want %d, %q", words, got, out, errs, code, want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: left %s behind", words, dir)
		}
	}
	refused("web", exitUnusable, "want a folder for the page, or --serve")
	refused("web "+dir+" --serve", exitUnusable, "want a folder for the page, or --serve")
	refused("web "+dir+" --timeout 1ns", exitInconclusive, "stopped: ")
	t.Setenv("PATH", t.TempDir())
	refused("web "+dir, exitInconclusive, "go is missing")
	t.Chdir(t.TempDir())
	refused("web "+dir, exitUnusable, "no checkout of quesera around the working folder")
}

// The page is written as a whole, into a folder that is made for it.
func TestThePageIsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "page")
	var out strings.Builder
	err := writePage(&out, []byte("the page"), dir)
	text, err2 := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || err2 != nil || string(text) != "the page" || !strings.HasPrefix(out.String(), dir) {
		t.Errorf("%v, %v, %q, %q", err, err2, text, out.String())
	}
	if err := writePage(&out, nil, filepath.Join(dir, "index.html")); codeOf(err) != exitUnusable {
		t.Errorf("a file in place of the folder: %v", err)
	}
}

// The page is served to this machine until the command is stopped.
func TestThePageIsServedUntilTheStop(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	said, says := io.Pipe()
	ended := make(chan error)
	go func() { ended <- servePage(ctx, says, []byte("the page"), 0) }()
	line := make([]byte, 200)
	n, err := said.Read(line)
	url, _, _ := strings.Cut(string(line[:n]), " ")
	if err != nil || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("%v, %q", err, line[:n])
	}
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	cancel()
	if err := <-ended; err != nil || string(body) != "the page" {
		t.Errorf("%v, %q", err, body)
	}
}
