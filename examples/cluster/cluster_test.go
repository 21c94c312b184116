package cluster_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// job is what the test reads of the manifest.
type job struct {
	Kind string
	Spec struct {
		CompletionMode           string `yaml:"completionMode"`
		Completions, Parallelism int
		Template                 struct {
			Spec struct {
				Containers []struct {
					Command, Args []string
					Env           []struct{ Name, Value string }
				}
			}
		}
	}
}

// build is the command, in a folder of its own.
func build(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	cmd := exec.Command("go", "build", "-o", folder, "quesera/cmd/quesera")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return folder
}

// shell runs a script as a scheduler would, in a folder, with the command built in front of the PATH.
func shell(t *testing.T, dir, bin string, env []string, words ...string) {
	t.Helper()
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), env...), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", words, err, out)
	}
}

// merged is what merging the files in a folder prints, which must be what one process prints.
func merged(t *testing.T, dir, bin string, one []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "shard-*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	got, err := exec.Command(filepath.Join(bin, "quesera"), append([]string{"merge"}, files...)...).Output()
	if err != nil {
		t.Errorf("merge: %v", err)
	}
	want, err := exec.Command(filepath.Join(bin, "quesera"), append(one, "--shard", "1/1")...).Output()
	if err != nil || string(got) != string(want) || len(want) == 0 {
		t.Errorf("%v: merged\n%swant\n%s", err, got, want)
	}
}

// What the two scripts run, with the variables that their schedulers set, merges to what one process prints. The
// manifest's number of completions is the one that its processes are told.
func TestTheScriptsDoEveryPartOfACampaign(t *testing.T) {
	bin := build(t)
	one := strings.Fields("sim tlc -n 2 -t 2 --rounds 1 --runs 10")

	text, err := os.ReadFile("job.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var j job
	if err := yaml.Unmarshal(text, &j); err != nil {
		t.Fatal(err)
	}
	c := j.Spec.Template.Spec.Containers[0]
	if j.Kind != "Job" || j.Spec.CompletionMode != "Indexed" || j.Spec.Parallelism < 1 || len(c.Env) != 1 ||
		c.Env[0].Name != "JOB_COMPLETIONS" || c.Env[0].Value != fmt.Sprint(j.Spec.Completions) {
		t.Errorf("%+v", j)
	}
	dir := t.TempDir()
	script := strings.NewReplacer("verify --deep --memory 12", strings.Join(one, " "), "/results/", dir+"/").
		Replace(c.Args[0])
	for i := range j.Spec.Completions {
		shell(t, dir, bin, []string{fmt.Sprintf("JOB_COMPLETION_INDEX=%d", i), "HOSTNAME=a", c.Env[0].Name + "=" +
			c.Env[0].Value}, append(c.Command, script)...)
	}
	merged(t, dir, bin, one)

	dir = t.TempDir()
	array, err := filepath.Abs("array.sbatch")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= 3; i++ {
		shell(t, dir, bin, []string{fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", i), "SLURM_ARRAY_TASK_COUNT=3",
			"SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_STEP=1"}, append([]string{array}, one...)...)
	}
	merged(t, dir, bin, one)
}
