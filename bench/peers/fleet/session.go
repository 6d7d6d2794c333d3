package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// play is what every host does with a command.
type play struct {
	real   bool
	answer string
	bytes  int64
	line   int
	takes  time.Duration
	status uint64
}

func (p *play) serve(socket net.Conn, conf *ssh.ServerConfig) {
	conn, channels, requests, err := ssh.NewServerConn(socket, conf)
	if err != nil {
		if err != io.EOF {
			log.Printf("%s: %v", socket.LocalAddr(), err)
		}
		socket.Close()
		return
	}
	defer conn.Close()
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		if offered.ChannelType() != "session" {
			offered.Reject(ssh.UnknownChannelType, "this server opens sessions only")
			continue
		}
		channel, asked, err := offered.Accept()
		if err != nil {
			return
		}
		go p.session(channel, asked)
	}
}

// session answers the requests of one channel. When they end, the channel or its connection is gone, and so must be its process.
func (p *play) session(channel ssh.Channel, asked <-chan *ssh.Request) {
	task := &task{channel: channel, env: os.Environ()}
	begun := false
	for request := range asked {
		ok := true
		switch request.Type {
		case "env":
			var pair struct{ Name, Value string }
			if ok = ssh.Unmarshal(request.Payload, &pair) == nil; ok {
				task.env = append(task.env, pair.Name+"="+pair.Value)
			}
		case "exec":
			var payload struct{ Command string }
			ok = !begun && ssh.Unmarshal(request.Payload, &payload) == nil
			if ok {
				begun = true
				request.Reply(true, nil)
				if p.real {
					task.start(payload.Command)
				} else {
					go p.canned(channel)
				}
				continue
			}
		case "signal":
			var payload struct{ Name string }
			if ssh.Unmarshal(request.Payload, &payload) == nil {
				task.signal(signals[payload.Name])
			}
		default:
			ok = false
		}
		if request.WantReply {
			request.Reply(ok, nil)
		}
	}
	task.signal(syscall.SIGKILL)
}

func (p *play) canned(channel ssh.Channel) {
	time.Sleep(p.takes)
	if p.bytes > 0 {
		numbered(channel, p.bytes, p.line)
	} else {
		io.WriteString(channel, p.answer)
	}
	leave(channel, "exit-status", ssh.Marshal(struct{ Status uint32 }{uint32(p.status)}))
}

// numbered prints lines of one length, each beginning with its number from 0 in twelve digits; the last one may be cut short.
func numbered(out io.Writer, total int64, length int) {
	const perWrite = 32
	block := make([]byte, perWrite*length)
	for i := range block {
		block[i] = 'a' + byte(i%26)
		if i%length == length-1 {
			block[i] = '\n'
		}
	}
	for number := int64(0); total > 0; {
		for i := 0; i < perWrite; i++ {
			copy(block[i*length:], fmt.Sprintf("%012d ", number))
			number++
		}
		part := block
		if total < int64(len(part)) {
			part = part[:total]
		}
		if _, err := out.Write(part); err != nil {
			return
		}
		total -= int64(len(part))
	}
}

func leave(channel ssh.Channel, how string, payload []byte) {
	channel.CloseWrite()
	channel.SendRequest(how, false, payload)
	channel.Close()
}

// task is a command that runs for real.
type task struct {
	channel ssh.Channel
	env     []string
	lock    sync.Mutex  // guards running
	running *os.Process // nil before the start and after the end
}

func (t *task) start(command string) {
	shell := exec.Command("/bin/sh", "-c", command)
	shell.Env = t.env
	shell.Stdout, shell.Stderr = t.channel, t.channel.Stderr()
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	input, err := shell.StdinPipe()
	if err == nil {
		err = shell.Start()
	}
	if err != nil {
		fmt.Fprintln(t.channel.Stderr(), err)
		leave(t.channel, "exit-status", ssh.Marshal(struct{ Status uint32 }{127}))
		return
	}
	t.lock.Lock()
	t.running = shell.Process
	t.lock.Unlock()
	go func() {
		io.Copy(input, t.channel)
		input.Close()
	}()
	go func() {
		shell.Wait()
		t.lock.Lock()
		t.running = nil
		t.lock.Unlock()
		how, payload := ended(shell.ProcessState)
		leave(t.channel, how, payload)
	}()
}

// signal reaches the command and what it started; 0 and a command that has ended are ignored.
func (t *task) signal(signal syscall.Signal) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.running != nil && signal != 0 {
		syscall.Kill(-t.running.Pid, signal)
	}
}

// ended says how a process ended, in the words of RFC 4254 section 6.10.
func ended(state *os.ProcessState) (string, []byte) {
	how := state.Sys().(syscall.WaitStatus)
	if !how.Signaled() {
		return "exit-status", ssh.Marshal(struct{ Status uint32 }{uint32(how.ExitStatus())})
	}
	name := how.Signal().String()
	for known, number := range signals {
		if number == how.Signal() {
			name = known
		}
	}
	return "exit-signal", ssh.Marshal(struct {
		Name              string
		Core              bool
		Message, Language string
	}{name, how.CoreDump(), "", ""})
}

var signals = map[string]syscall.Signal{
	"ABRT": syscall.SIGABRT, "ALRM": syscall.SIGALRM, "FPE": syscall.SIGFPE, "HUP": syscall.SIGHUP, "ILL": syscall.SIGILL,
	"INT": syscall.SIGINT, "KILL": syscall.SIGKILL, "PIPE": syscall.SIGPIPE, "QUIT": syscall.SIGQUIT, "SEGV": syscall.SIGSEGV,
	"TERM": syscall.SIGTERM, "USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2,
}
