// Agent, Heartbeat and Lobby of the four-service chat.

package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"example.com/doors/gen/compat/chatting"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

const (
	loginPath = "/Agent/TryLogin"
	chatPath  = "/Lobby/TryChatSend"
	stranger  = 99
)

func seeChattingLobby(conn *grpc.ClientConn) {
	seeLogins(conn)
	seeHeartbeat(conn)
	ann, bob := login(conn), login(conn)
	tell("LIST_CHANNELS of one who is not in the lobby", ann.commandBytes(chatting.CommandRequest_LIST_CHANNELS, 0))
	ann.enter()
	bob.enter()
	tell("LIST_CHANNELS without channels", ann.commandBytes(chatting.CommandRequest_LIST_CHANNELS, 0))
	tell("LIST_USERS", []any{ann.index, bob.index, ann.commandBytes(chatting.CommandRequest_LIST_USERS, 0)})
	seeLobbyChat(conn, ann, bob)
	seeExit(conn, ann)
	seeRemoval(conn, bob)
	seeLateListener(ann, login(conn))
	tell("an unknown command", rawCode(conn, commandPath, []byte{8, 9, 16, byte(ann.index)}))
	wrongCalls(conn, commandPath)
	tell("invalid UTF-8", rawCode(conn, loginPath, brokenText))
	tell("afterwards", rawCode(conn, loginPath, nil))
}

func seeLogins(conn *grpc.ClientConn) {
	first := must(hex.DecodeString(must(raw(conn, loginPath, nil))))
	reply := &chatting.LoginReply{}
	must(0, proto.Unmarshal(first, reply))
	first = bytes.Replace(first, []byte(reply.HeartbeatIp), []byte("localhost:50051"), 1)
	first = bytes.Replace(first, []byte(reply.LobbyIp), []byte("localhost:50052"), 1)
	tell("the first login", hex.EncodeToString(first))
	tell("the next logins from the same address", []int32{login(conn).index, login(conn).index})
}

func seeHeartbeat(conn *grpc.ClientConn) {
	user := login(conn)
	now := time.Now()
	beats := user.beat()
	beat := must(strconv.ParseInt(strings.Join(beats.first(1), ""), 10, 64))
	isNow := beat >= now.Unix() && beat <= now.Unix()+1 && time.Since(now) < 2*time.Second
	tell("the first beat comes at once and tells the time", isNow)
	lives := "/Heartbeat/TryUserLives"
	tell("lives: one whose heart beats", rawOf(conn, lives, user.me()))
	tell("lives: somebody unknown", rawOf(conn, lives, &chatting.UserRequest{Index: stranger}))
	tell("a second heart of one person", user.beat().ended(patience))
	beats.cancel()
	beats.ended(patience)
	tell("a heart after the first one stopped beats", len(user.beat().first(1)))
	nobody := beatOf(chatting.NewHeartbeatClient(conn), stranger+1)
	tell("the heart of one who never logged in beats", len(nobody.first(1)))
}

func seeLobbyChat(conn *grpc.ClientConn, ann, bob *user) {
	seeChatBytes(conn)
	answers := []string{}
	for _, text := range []*string{nil, proto.String("")} {
		answers = append(answers, rawOf(conn, chatPath, &chatting.Chat{Index: ann.index, Text: text}))
	}
	tell("the answers to chats without text", answers)
	for _, text := range []string{"one", "  two  spaces ", "세 번째 🎉"} {
		ann.say(text)
	}
	bob.say("from bob")
	tell("another hears", textsOf(bob.chats.first(4)))
	own := ann.chats.first(2)
	isOthers := len(own) == 2 && own[1] == shownChat(&chatting.Chat{Index: bob.index, Text: proto.String("from bob")})
	tell("nobody hears themselves", []any{isOthers, bob.chats.count()})
}

// seeChatBytes lets somebody listen who never logged in.
func seeChatBytes(conn *grpc.ClientConn) {
	passer := &user{index: 50, conn: conn, lobby: chatting.NewLobbyClient(conn)}
	listener := hear(func(ctx context.Context) (grpc.ServerStreamingClient[chatting.Chat], error) {
		return passer.lobby.TryChatReceive(ctx, &chatting.Chat{Index: passer.index})
	}, func(line *chatting.Chat) string { return hex.EncodeToString(must(proto.Marshal(line))) })
	passer.untilKnown()
	tell("the answer to a chat", rawOf(conn, chatPath, &chatting.Chat{Index: 1, Text: proto.String("hi")}))
	tell("the chat on a stream", listener.first(1))
	listener.cancel()
}

func seeExit(conn *grpc.ClientConn, u *user) {
	exit := "/Lobby/TryUserExit"
	tell("exit of one who is there", []any{u.index, rawOf(conn, exit, u.me())})
	tell("exit of somebody unknown", rawOf(conn, exit, &chatting.UserRequest{Index: stranger}))
}

func seeRemoval(conn *grpc.ClientConn, u *user) {
	remove := "/Lobby/TryUserRemove"
	tell("removal of somebody unknown", rawOf(conn, remove, &chatting.UserRequest{Index: stranger}))
	tell("removal", rawOf(conn, remove, u.me()))
	tell("LIST_CHANNELS of one who was removed", u.commandBytes(chatting.CommandRequest_LIST_CHANNELS, 0))
	u.say("I am back")
	tell("LIST_CHANNELS of one who then chats", u.commandBytes(chatting.CommandRequest_LIST_CHANNELS, 0))
}

func seeLateListener(speaker, late *user) {
	late.listenStatuses()
	late.untilKnown()
	speaker.say("while you were not listening")
	late.listenChats()
	tell("who listens later than they came hears", textsOf(late.chats.first(1)))
}

// textsOf is what was said, without by whom.
func textsOf(lines []string) []string {
	texts := []string{}
	for _, line := range lines {
		_, text, _ := strings.Cut(line, ": ")
		texts = append(texts, text)
	}
	return texts
}
