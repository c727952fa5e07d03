(()=>{
const d=document,b=d.body,w=b.dataset,view=d.getElementById('v'),status=d.getElementById('s'),ring=d.getElementById('r'),leave=d.getElementById('l');
const quiet=25e3;
let source,heard=Date.now(),tried=heard,live=false,audio,called='',blink=0;
// As the server writes it: 24 hours in every language.
const two=count=>String(count).padStart(2,'0');
const clock=at=>{const time=new Date(at);return two(time.getHours())+':'+two(time.getMinutes())};
const say=(words,stale)=>{
  if(status.textContent!==words)status.textContent=words;
  b.classList.toggle('stale',stale);
};
const state=()=>view.firstElementChild.dataset;
const beep=()=>{
  if(!audio)return;
  audio.resume();
  for(let i=0;i<3;i++){
    const tone=audio.createOscillator(),gain=audio.createGain(),at=audio.currentTime+i*.5;
    tone.frequency.value=i%2?660:880;
    gain.gain.setValueAtTime(.0001,at);
    gain.gain.exponentialRampToValueAtTime(.6,at+.05);
    gain.gain.exponentialRampToValueAtTime(.0001,at+.4);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);tone.stop(at+.45);
  }
};
const show=()=>{
  const now=state(),call=now.call||'';
  d.title=now.title;
  clearInterval(blink);
  if(call&&audio){
    let on=false;
    blink=setInterval(()=>{d.title=(on=!on)?'\u{1F514} '+now.title:now.title},1e3);
    if(call!==called){beep();if(navigator.vibrate)navigator.vibrate([400,200,400,200,400])}
  }
  called=call;
  ring.hidden=leave.hidden=!now.waits;
};
const fresh=()=>{heard=Date.now();live=true;say(w.heard,false)};
const look=()=>{
  if(source)source.close();
  tried=Date.now();
  source=new EventSource(w.live);
  source.onmessage=event=>{
    fresh();
    const focused=d.activeElement&&d.activeElement.id;
    view.innerHTML=event.data;
    if(focused){const again=d.getElementById(focused);if(again)again.focus()}
    show();
  };
  source.addEventListener('beat',fresh);
  source.onerror=()=>{
    // Not yet a warning: most breaks are over in a moment.
    if(live){live=false;say(w.asOf.replace('__TIME__',clock(heard)),false)}
    if(source.readyState!==EventSource.CLOSED)return;
    // It does not try again by itself. Neighbours that were turned away as well come back at other times.
    const mine=source;
    setTimeout(()=>{if(source===mine)look()},2e3+4e3*Math.random());
    fetch(location.href,{method:'HEAD',cache:'no-store'}).then(got=>{if(got.status===404)location.reload()},()=>{});
  };
};
const check=()=>{
  const now=Date.now();
  if(now-heard<=quiet)return;
  live=false;
  say(w.stale.replace('__TIME__',clock(heard)),true);
  if(now-tried>1e4)look();
};
ring.onclick=()=>{
  audio=audio||new(window.AudioContext||window.webkitAudioContext)();
  beep();
  ring.setAttribute('aria-pressed','true');
  ring.textContent=w.rings;
  called='';show();
};
setInterval(check,1e3);
d.addEventListener('visibilitychange',()=>{if(!d.hidden)check()});
addEventListener('pageshow',event=>{if(event.persisted){heard=Math.min(heard,Date.now()-quiet-1);tried=0;check()}});
addEventListener('online',look);
show();look();
})();
