// Package browsertest has tests look at pages in headless Chromium: by what a script finds in them, not by pixels.
package browsertest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quesera/internal/child"
)

// Limit is how long a probe may take.
const Limit = 2 * time.Minute

// Browser is the browser's path; without one the test is not run.
func Browser(t *testing.T) string {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("not run: chromium is missing")
	}
	return browser
}

// Probe opens a page, the probe, from a file beside the pages in a folder, and decodes into found what its script sends
// as JSON, by POST, to the address that stands for SERVER in it. What the console says is a failure.
func Probe(t *testing.T, dir, probe string, found any) {
	t.Helper()
	browser := Browser(t)
	ctx, cancel := context.WithTimeout(t.Context(), Limit)
	defer cancel()
	var sent []byte
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		sent, _ = io.ReadAll(r.Body)
		cancel()
	}))
	defer server.Close()
	outer := filepath.Join(dir, "probe.html")
	if err := os.WriteFile(outer, []byte(strings.ReplaceAll(probe, "SERVER", server.URL)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := child.Program{Args: []string{browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--allow-file-access-from-files", "--user-data-dir=" + filepath.Join(dir, "profile"), "--enable-logging=stderr",
		"--remote-debugging-port=0", "file://" + outer}}.Output(ctx)
	server.Close() // waits for the handler
	for _, said := range regexp.MustCompile(`(?m)^.*CONSOLE.*$`).FindAll(out, -1) {
		t.Errorf("the console says %s", said)
	}
	if err := json.Unmarshal(sent, found); err != nil {
		t.Fatalf("%v: %q, %s", err, sent, out)
	}
}
