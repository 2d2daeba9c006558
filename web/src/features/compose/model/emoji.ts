/* Emoji by short names. A small choice: what people reach for in a text; the system's own picker has the rest. */
export interface Emoji { name: string; emoji: string }

const LIST = `
smile 😊|grin 😄|joy 😂|laughing 😆|sweat_smile 😅|wink 😉|blush ☺️|heart_eyes 😍|kiss 😘|hug 🤗|thinking 🤔|shush 🤫|neutral 😐|rolling_eyes 🙄
smirk 😏|relieved 😌|sleepy 😴|sick 🤒|dizzy 😵|cool 😎|nerd 🤓|worried 😟|surprised 😮|astonished 😲|pleading 🥺|sad 🙁|cry 😢|sob 😭|scared 😱
tired 😫|angry 😠|rage 😡|party 🥳|melting 🫠|salute 🫡|upside_down 🙃|mind_blown 🤯|skull 💀|ghost 👻|robot 🤖|wave 👋|ok_hand 👌|victory ✌️
crossed_fingers 🤞|thumbs_up 👍|thumbs_down 👎|clap 👏|raised_hands 🙌|open_hands 👐|handshake 🤝|pray 🙏|muscle 💪|writing ✍️|point_up ☝️|eyes 👀
brain 🧠|heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|broken_heart 💔|sparkling_heart 💖
hundred 💯|sparkles ✨|star ⭐|fire 🔥|boom 💥|zap ⚡|rainbow 🌈|sun ☀️|moon 🌙|cloud ☁️|rain 🌧️|snow ❄️|umbrella ☔|wind 💨|ocean 🌊|earth 🌍
mountain ⛰️|tree 🌳|pine 🌲|leaf 🍃|seedling 🌱|flower 🌸|rose 🌹|sunflower 🌻|mushroom 🍄|cactus 🌵|dog 🐶|cat 🐱|mouse 🐭|rabbit 🐰|fox 🦊
bear 🐻|panda 🐼|lion 🦁|cow 🐮|pig 🐷|frog 🐸|monkey 🐵|chicken 🐔|penguin 🐧|bird 🐦|owl 🦉|duck 🦆|bee 🐝|butterfly 🦋|snail 🐌|turtle 🐢
fish 🐟|whale 🐳|dolphin 🐬|octopus 🐙|horse 🐴|unicorn 🦄|hedgehog 🦔|apple 🍎|banana 🍌|lemon 🍋|grapes 🍇|strawberry 🍓|cherry 🍒|peach 🍑
tomato 🍅|avocado 🥑|carrot 🥕|corn 🌽|bread 🍞|cheese 🧀|egg 🥚|pizza 🍕|burger 🍔|fries 🍟|noodles 🍜|sushi 🍣|salad 🥗|soup 🍲|cake 🍰
birthday 🎂|cookie 🍪|chocolate 🍫|ice_cream 🍨|coffee ☕|tea 🍵|beer 🍺|wine 🍷|cheers 🥂|bike 🚲|car 🚗|bus 🚌|train 🚆|plane ✈️|rocket 🚀
boat ⛵|house 🏠|tent ⛺|map 🗺️|compass 🧭|camera 📷|phone 📱|computer 💻|keyboard ⌨️|bulb 💡|book 📖|books 📚|pencil ✏️|memo 📝|mail ✉️
calendar 📅|clock 🕒|hourglass ⏳|lock 🔒|key 🔑|hammer 🔨|wrench 🔧|gear ⚙️|magnet 🧲|microscope 🔬|telescope 🔭|pill 💊|gift 🎁|balloon 🎈
tada 🎉|confetti 🎊|trophy 🏆|medal 🏅|soccer ⚽|basketball 🏀|tennis 🎾|chess ♟️|dice 🎲|game 🎮|puzzle 🧩|art 🎨|music 🎵|guitar 🎸|piano 🎹
drum 🥁|microphone 🎤|headphones 🎧|film 🎬|theatre 🎭|ticket 🎫|bell 🔔|megaphone 📣|speech 💬|thought 💭|question ❓|exclamation ❗|warning ⚠️
check ✅|cross ❌|plus ➕|minus ➖|recycle ♻️|up ⬆️|down ⬇️|pin 📌|link 🔗|search 🔍|chart 📈|money 💰|flag 🏁|bug 🐛|construction 🚧|siren 🚨
`;

const EMOJI: readonly Emoji[] = LIST.trim().split(/[|\n]/).map(entry => {
    const [name = '', emoji = ''] = entry.split(' ');

    return { name, emoji };
});

/** Those whose names begin so, then those of which another word does. */
export function emojiNamed(typed: string, most = 6): readonly Emoji[] {
    const wanted = typed.toLowerCase();
    const first = EMOJI.filter(({ name }) => name.startsWith(wanted)).sort((one, other) => one.name.length - other.name.length);

    return [...first, ...EMOJI.filter(({ name }) => name.includes(`_${wanted}`))].slice(0, most);
}
