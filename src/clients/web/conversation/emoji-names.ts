// The names of the emoji that people use most, English and Korean; a file of its own, fetched when somebody looks for one.

/** An emoji with its names, those of other programs first. */
export interface NamedEmoji {
  readonly emoji: string;
  readonly names: readonly string[];
}

// Within a group the most used come first: that is the order in which they are suggested.
const groups = [
  `😄 smile 웃음 미소; 😂 joy tears_of_joy 기쁨의눈물 눈물나게웃김 ㅋㅋㅋ; 🤣 rofl 데굴데굴 배꼽잡고웃음 빵터짐; 😀 grinning 활짝웃음;
  😃 smiley 환한웃음; 😁 grin beaming 씩웃음 히죽; 😆 laughing satisfied 깔깔; 😅 sweat_smile 진땀 머쓱; 😊 blush 수줍은미소 흐뭇;
  🙂 slightly_smiling_face 살짝미소; 🙃 upside_down_face 거꾸로얼굴; 😉 wink 윙크; 😍 heart_eyes 하트눈 반함; 🥰 smiling_face_with_three_hearts
  in_love 사랑스러움 사랑해; 😘 kissing_heart blow_kiss 뽀뽀 키스; 😋 yum 냠냠 맛있다; 😜 stuck_out_tongue_winking_eye 메롱윙크; 😛
  stuck_out_tongue 메롱; 🤪 zany_face crazy 광대 정신없음; 🤩 star_struck 별눈 감동; 🥳 partying_face 파티얼굴 축하해; 😎 sunglasses cool 선글라스 멋짐;
  🤓 nerd_face 공부벌레 안경; 🧐 monocle_face 외눈안경 흠; 🤔 thinking 생각 고민 글쎄; 🤨 raised_eyebrow 의심 눈썹; 😐 neutral_face 무표정;
  😑 expressionless 정색; 😶 no_mouth 입없음 할말없음; 🫠 melting_face 녹는얼굴 녹아내림; 😏 smirk 능글 썩소; 😒 unamused 불만 떨떠름; 🙄 roll_eyes
  눈굴림 어이없음; 😬 grimacing 이꽉 난감; 😮‍💨 face_exhaling sigh 한숨; 🤥 lying_face 거짓말; 😌 relieved 안도 다행; 😔 pensive 시무룩; 😪 sleepy
  졸림; 😴 sleeping 잠 쿨쿨 졸려; 🤤 drooling_face 침흘림; 😷 mask 마스크; 🤒 thermometer_face 열나는얼굴 아픔; 🤕 face_with_head_bandage hurt
  붕대 다침; 🤢 nauseated_face 메스꺼움; 🤮 vomiting_face 토하기; 🤧 sneezing_face 재채기 감기; 🥵 hot_face 더위 더워; 🥶 cold_face 추위 추워;
  😵 dizzy_face 어질; 🤯 exploding_head mind_blown 머리폭발 충격; 🥺 pleading_face 간절 제발; 🥹 face_holding_back_tears 울컥 감격; 😢 cry 눈물 슬픔;
  😭 sob 엉엉 통곡 ㅠㅠ; 😤 triumph huff 씩씩 콧김; 😠 angry 화남; 😡 rage pout 분노 열받음; 🤬 cursing_face 욕; 😳 flushed 당황 화끈; 😱 scream
  비명 경악; 😨 fearful 무서움; 😰 cold_sweat 식은땀; 😥 disappointed_relieved 안타까움; 😓 sweat 땀; 🤗 hugs hugging_face 포옹 안아줘; 🤭
  hand_over_mouth 입가림 쿡쿡; 🫢 open_eyes_hand_over_mouth 헉; 🤫 shushing_face 쉿 비밀; 🫡 saluting_face salute 경례 충성; 🤐 zipper_mouth_face 입지퍼;
  😯 hushed 놀람; 😮 open_mouth 와 입벌림; 😲 astonished 깜짝; 🥱 yawning_face 하품; 😕 confused 갸우뚱; 🙁 slightly_frowning_face 서운; ☹️
  frowning_face 찡그림; 😞 disappointed 실망; 😩 weary 지침; 😫 tired_face 피곤; 😇 innocent angel 천사 착함; 🤠 cowboy_hat_face 카우보이; 🤡
  clown_face 어릿광대 삐에로; 👻 ghost 유령; 💀 skull 해골; 👽 alien 외계인; 🤖 robot 로봇; 💩 poop hankey 똥 응가; 😈 smiling_imp 악마 장난`,
  `👍 +1 thumbsup 좋아요 엄지척 최고; 👎 -1 thumbsdown 싫어요 별로; 👏 clap 박수 짝짝; 🙏 pray thanks please 감사 고마워 부탁 기도; 👌 ok_hand
  오케이 좋아; 🙌 raised_hands hooray 만세; 👋 wave hello bye 안녕 인사 손흔들기; 💪 muscle flex 힘내 근육 파이팅; ✌️ v victory 브이; 🤞 crossed_fingers
  행운빌기; 🤟 love_you_gesture 사랑손; 🤘 metal rock 록; 🤙 call_me_hand 전화해; 🫶 heart_hands 손하트; 🫰 finger_heart hand_with_index_finger_and_thumb_crossed
  손가락하트; 👊 facepunch punch 주먹; ✊ fist 불끈; 🤝 handshake 악수 협력; ☝️ point_up 위로; 👆 point_up_2 위손가락; 👇 point_down 아래손가락; 👈
  point_left 왼손가락; 👉 point_right 오른손가락; ✋ hand raised_hand 손들기 멈춰; 🖐️ raised_hand_with_fingers_splayed 손바닥; ✍️ writing_hand 글쓰기; 👀 eyes
  눈 보는중 확인중; 👂 ear 귀; 🧠 brain 뇌; 🙋 raising_hand 저요; 🙇 bow sorry 절 죄송 미안; 🤷 shrug 으쓱 모르겠음; 🤦 facepalm 이마짚기 아이고; 🙅 no_good
  안돼 거절; 🙆 ok_person 됩니다 오케이사람; 💁 tipping_hand_person 안내; 🏃 runner running 달리기 뛰어; 🚶 walking 걷기; 💃 dancer 춤; 🕺 man_dancing 춤추는남자;
  👨‍💻 man_technologist 개발자; 👩‍💻 woman_technologist 여자개발자; 👶 baby 아기; 👨‍👩‍👧 family 가족; 👑 crown 왕관; 👣 footprints 발자국`,
  `❤️ heart red_heart 하트 사랑 빨간하트; 🧡 orange_heart 주황하트; 💛 yellow_heart 노란하트; 💚 green_heart 초록하트; 💙 blue_heart 파란하트; 💜 purple_heart
  보라하트; 🖤 black_heart 검은하트; 🤍 white_heart 하얀하트; 🩷 pink_heart 분홍하트; 💔 broken_heart 이별 깨진하트; ❤️‍🔥 heart_on_fire 불타는하트; 💕 two_hearts
  두하트; 💖 sparkling_heart 반짝하트; 💘 cupid 큐피드; 💯 100 hundred 백점 만점; 💢 anger 짜증; 💥 boom collision 쾅 폭발; 💦 sweat_drops 물방울; 💨 dash 쌩;
  💤 zzz 쿨쿨쿨; 💬 speech_balloon 말풍선 대화; 💭 thought_balloon 생각풍선; 🔥 fire 불 불꽃 대박; ✨ sparkles 반짝 반짝임; ⭐ star 별; 🌟 star2 빛나는별;
  ⚡ zap lightning 번개; 🎉 tada party 축하 폭죽 짝짝짝; 🎊 confetti_ball 색종이; 🎁 gift 선물; 🎂 birthday 생일 생일축하 케이크; 🎈 balloon 풍선; 🎄 christmas_tree
  크리스마스 성탄; 🎃 jack_o_lantern 호박 핼러윈; 🏆 trophy 트로피 우승; 🥇 1st_place_medal gold 금메달 일등; 🏅 medal_sports 메달; 🎯 dart 과녁 적중`,
  `✅ white_check_mark done check 확인 완료 체크; ☑️ ballot_box_with_check 체크상자; ✔️ heavy_check_mark 체크표시; ❌ x cross 엑스 아니요 취소; ⭕ o 동그라미 맞음;
  ❓ question 물음표 질문; ❗ exclamation 느낌표; ‼️ bangbang 느낌표둘; ⚠️ warning 주의 경고; 🚫 no_entry_sign 금지; ⛔ no_entry 출입금지; 🛑 stop_sign 정지; ➕
  heavy_plus_sign plus 더하기; ➖ heavy_minus_sign minus 빼기; ➡️ arrow_right 오른쪽; ⬅️ arrow_left 왼쪽; ⬆️ arrow_up 위쪽; ⬇️ arrow_down 아래쪽; 🔄
  arrows_counterclockwise refresh 새로고침 반복; 🔴 red_circle 빨간원; 🟠 orange_circle 주황원; 🟡 yellow_circle 노란원; 🟢 green_circle 초록원; 🔵 blue_circle
  파란원; 🟣 purple_circle 보라원; ⚫ black_circle 검은원; ⚪ white_circle 하얀원; 🆕 new 새것 신규; 🆗 ok 오케이표; 🆘 sos 살려줘; ♻️ recycle 재활용; ♾️
  infinity 무한; 1️⃣ one 하나 일번; 2️⃣ two 둘 이번; 3️⃣ three 셋 삼번; #️⃣ hash 우물정; 🇰🇷 kr korea 한국 대한민국 태극기; 🇺🇸 us usa 미국; 🇯🇵 jp japan 일본; 🇨🇳 cn
  china 중국; 🇬🇧 gb uk 영국; 🇩🇪 de germany 독일; 🇫🇷 fr france 프랑스; 🏳️‍🌈 rainbow_flag 무지개깃발; 🏁 checkered_flag 결승`,
  `☕ coffee 커피; 🍵 tea 차 녹차; 🧋 bubble_tea 버블티; 🥤 cup_with_straw 음료 콜라; 🍺 beer 맥주; 🍻 beers cheers 건배; 🍷 wine_glass 와인; 🥂 clinking_glasses
  축배; 🍶 sake 소주 술; 🍚 rice 밥; 🍜 ramen noodles 라면 국수; 🍲 stew 찌개 국; 🍱 bento 도시락; 🍙 rice_ball 주먹밥 삼각김밥; 🍣 sushi 초밥; 🍗 poultry_leg
  chicken 치킨 닭다리; 🍖 meat_on_bone 고기; 🥩 cut_of_meat 소고기; 🍕 pizza 피자; 🍔 hamburger burger 햄버거; 🍟 fries 감자튀김; 🌭 hotdog 핫도그; 🥪 sandwich
  샌드위치; 🥗 green_salad 샐러드; 🥟 dumpling 만두; 🍞 bread 빵; 🥐 croissant 크루아상; 🍳 egg 달걀 계란; 🧀 cheese 치즈; 🍰 cake 조각케이크; 🍪 cookie 쿠키 과자;
  🍫 chocolate_bar 초콜릿; 🍬 candy 사탕; 🍦 icecream 아이스크림; 🍩 doughnut donut 도넛; 🍎 apple 사과; 🍊 tangerine orange 귤; 🍓 strawberry 딸기; 🍉 watermelon
  수박; 🍇 grapes 포도; 🍑 peach 복숭아; 🍌 banana 바나나; 🥔 potato 감자; 🍠 sweet_potato 고구마; 🌶️ hot_pepper 고추 매워; 🍴 fork_and_knife 식사 밥먹자; 🥢 chopsticks
  젓가락`,
  `🐶 dog puppy 강아지 개; 🐱 cat 고양이 야옹; 🐭 mouse 쥐; 🐹 hamster 햄스터; 🐰 rabbit 토끼; 🦊 fox_face fox 여우; 🐻 bear 곰; 🐼 panda_face 판다; 🐨 koala 코알라;
  🐯 tiger 호랑이; 🦁 lion 사자; 🐮 cow 소; 🐷 pig 돼지; 🐸 frog 개구리; 🐵 monkey_face 원숭이; 🙈 see_no_evil 못본척; 🙉 hear_no_evil 못들은척; 🙊 speak_no_evil
  말안해; 🐔 hen 닭; 🐧 penguin 펭귄; 🐤 baby_chick 병아리; 🦉 owl 부엉이; 🦄 unicorn 유니콘; 🐝 bee 벌; 🐛 bug 벌레 버그; 🦋 butterfly 나비; 🐞 lady_beetle 무당벌레;
  🐢 turtle 거북이; 🐍 snake 뱀; 🐙 octopus 문어; 🐟 fish 물고기; 🐬 dolphin 돌고래; 🐳 whale 고래; 🦖 t_rex dinosaur 공룡; 🐘 elephant 코끼리; 🐾 paw_prints 발바닥;
  🌸 cherry_blossom 벚꽃 꽃; 🌹 rose 장미; 🌻 sunflower 해바라기; 🌷 tulip 튤립; 💐 bouquet 꽃다발; 🌱 seedling 새싹; 🌳 tree deciduous_tree 나무; 🌵 cactus 선인장; 🍀
  four_leaf_clover luck 네잎클로버 행운; 🍁 maple_leaf 단풍; 🍂 fallen_leaf 낙엽; 🌈 rainbow 무지개; ☀️ sunny sun 해 맑음; 🌤️ partly_sunny 구름조금; ☁️ cloud 구름;
  ☔ umbrella rain 비 우산; ❄️ snowflake snow 눈송이; ⛄ snowman 눈사람; 🌊 ocean wave_water 파도 바다; 🌙 crescent_moon moon 달 밤; 🌍 earth_africa world 지구`,
  `🚀 rocket launch ship_it 로켓 출발; ✈️ airplane plane 비행기; 🚗 car 자동차 차량; 🚕 taxi 택시; 🚌 bus 버스; 🚇 metro subway 지하철; 🚄 bullettrain_side train 기차; 🚲 bike
  자전거; 🚑 ambulance 구급차; 🚨 rotating_light alert 비상 경광등; 🚧 construction 공사중; 🚦 vertical_traffic_light 신호등; ⚓ anchor 닻; 🏠 house home 집; 🏢 office 회사
  사무실; 🏥 hospital 병원; 🏫 school 학교; 🏖️ beach_umbrella 해변 휴가; ⛰️ mountain 산; ⛺ camping tent 캠핑; 🗺️ world_map 지도; ⚽ soccer 축구; 🏀 basketball 농구; ⚾
  baseball 야구; 🎾 tennis 테니스; 🏓 ping_pong 탁구; 🎮 video_game game 게임; 🎲 game_die dice 주사위; 🧩 jigsaw puzzle_piece 퍼즐; 🎵 musical_note music 음악 노래;
  🎶 notes 음표; 🎤 microphone 마이크; 🎧 headphones 헤드폰; 🎸 guitar 기타; 🎹 musical_keyboard piano 피아노; 🎨 art palette 그림 미술; 🎬 clapper movie 영화; 🍿 popcorn
  팝콘; 📷 camera 카메라 사진; 📺 tv 텔레비전; 📱 iphone phone 휴대폰; ☎️ telephone 전화; 💻 computer laptop 노트북 컴퓨터; ⌨️ keyboard 키보드; 🖥️ desktop_computer 모니터;
  🖨️ printer 프린터; 💾 floppy_disk save 저장; 🔋 battery 배터리; 💡 bulb idea 전구 아이디어; 🔦 flashlight 손전등; 🔧 wrench fix 렌치 수리; 🔨 hammer 망치; 🛠️
  hammer_and_wrench tools 도구; ⚙️ gear settings 톱니바퀴 설정; 🔒 lock 잠금 자물쇠; 🔓 unlock 열림; 🔑 key 열쇠; 🔍 mag search 돋보기 찾기; 🔗 link 링크 사슬; 📎 paperclip
  클립 첨부; 📌 pushpin pin 압정 고정; 📍 round_pushpin 위치; ✂️ scissors 가위; 📝 memo note 메모; ✏️ pencil2 pencil 연필; 📖 book 책; 📚 books 책들 공부; 📄
  page_facing_up document 문서; 📁 file_folder folder 폴더; 📅 date calendar 달력 날짜; 📈 chart_with_upwards_trend up 상승 그래프; 📉 chart_with_downwards_trend down 하락; 📊
  bar_chart 막대그래프; 📦 package box 상자 택배; ✉️ email envelope 편지; 📧 e-mail 이메일 메일; 📢 loudspeaker announce 확성기 공지; 🔔 bell 종 알림; 🔕 no_bell 알림끔; ⏰
  alarm_clock 알람 시계; ⏳ hourglass_flowing_sand wait 모래시계 기다려; ⌛ hourglass 시간끝; ⏱️ stopwatch 초시계; 💰 moneybag money 돈; 💸 money_with_wings 돈날림 지출; 💳
  credit_card 카드; 💎 gem diamond 보석; 💊 pill 약; 💉 syringe 주사; 🧪 test_tube 시험관 실험; 🔬 microscope 현미경; 🔭 telescope 망원경; 💣 bomb 폭탄; 🧨 firecracker
  폭죽막대; 🪄 magic_wand 마법; 🛡️ shield 방패; 🗑️ wastebasket trash 휴지통; 🧹 broom 빗자루 청소; 🧻 roll_of_paper 휴지; 🛒 shopping_cart 장바구니; 👕 shirt 옷; 👟
  athletic_shoe 운동화; 🎒 school_satchel backpack 가방; 👓 eyeglasses 안경테; 💄 lipstick 립스틱; 💍 ring 반지; 🌂 closed_umbrella 접은우산`,
];

/** All of them. */
export const namedEmoji: readonly NamedEmoji[] = groups
  .flatMap((group) => group.split(";"))
  .map((entry) => {
    const [emoji = "", ...names] = entry.trim().split(/\s+/);
    return { emoji, names };
  });
