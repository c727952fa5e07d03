## All windows

direction = rtl
language-name = العربية
table = طاولة { $number }
devices = الأجهزة
undo = تراجع
dismiss = إغلاق
button-pending = { $name }، لحظة
time-24 = { $hour }:{ $minute }
time-12 = { $hour }:{ $minute } { $half ->
        [am] ص
       *[pm] م
    }
weekday = { $day ->
    [1] الاثنين
    [2] الثلاثاء
    [3] الأربعاء
    [4] الخميس
    [5] الجمعة
    [6] السبت
   *[7] الأحد
}
weekday-short = { $day ->
    [1] الاثنين
    [2] الثلاثاء
    [3] الأربعاء
    [4] الخميس
    [5] الجمعة
    [6] السبت
   *[7] الأحد
}
month = { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
}
month-short = { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
}
date = { $day } { $month } { $year }
date-long = { $weekday }، { $day } { $month }
date-short = { $weekday }، { $day } { $month }
length-under-minute = أقل من دقيقة
length-minutes = { $minutes } د
length-hours = { $hours } س
length-hours-minutes = { $hours } س { $minutes } د
ago-now = الآن
ago = قبل { $length }
estimate-none = بلا انتظار
estimate-up-to = حتى { $high } د
estimate-about = نحو { $high } د
estimate-range = نحو { $low }–{ $high } د
link-connecting = جارٍ الاتصال بالخادم { $server }.
link-lost = انقطع الاتصال بالخادم عند { $time }. قد يكون المعروض قديمًا، ونعيد الاتصال الآن.
link-stale = الخادم صامت منذ { $time }. قد يكون المعروض قديمًا.
link-not-allowed = الخادم { $server } لا يسمح لهذا الجهاز بالدخول.
link-pairing = يجب أن يوافق أحد على هذا الجهاز في الخادم { $server }.
link-not-walkup = هناك ما يجيب عند { $server }، لكنه ليس خادم Walkup.
link-unknown-certificate = لا أحد يضمن الخادم { $server }. هل هو خادمكم؟
link-certificate-changed = الخادم { $server } لا يعرض الشهادة التي قُبلت هنا، فقد يكون غيره هو الذي يجيب. اسأل من يديره قبل أن تتابع.
refusal-signed-out = انتهت جلستك. سجّل الدخول من جديد من فضلك.
refusal-table-taken = أخذ أحدهم هذه الطاولة للتو. اختر غيرها.
refusal-wrong-login = الاسم أو كلمة المرور غير صحيح.
refusal-needs-admin = هذا مسموح لحساب المدير فقط.
refusal-no-table = اختر طاولة أولًا.
refusal-no-such-ticket = { $ticket ->
    [none] هذا الرقم لم يعد موجودًا.
   *[other] { $ticket } لم يعد موجودًا.
}
refusal-already-ended = { $ticket ->
    [none] هذا الرقم انتهى بالفعل.
   *[other] { $ticket } انتهى بالفعل.
}
refusal-now-claimed = { $ticket ->
    [none] سبقك شخص آخر إلى هذا الرقم.
   *[other] سبقك شخص آخر إلى { $ticket }.
}
refusal-not-yours = { $ticket ->
    [none] هذا الرقم لم يعد لك.
   *[other] { $ticket } لم يعد لك.
}
refusal-nobody-waiting = لا أحد في الانتظار.
refusal-too-late = { $ticket ->
    [none] هذا الرقم انتهى منذ أكثر من 10 دقائق ويبقى منتهيًا.
   *[other] { $ticket } انتهى منذ أكثر من 10 دقائق ويبقى منتهيًا.
}
refusal-not-ended = { $ticket ->
    [none] هذا الرقم مفتوح بالفعل.
   *[other] { $ticket } مفتوح بالفعل.
}
refusal-not-waiting = { $ticket ->
    [none] هذا الرقم لم يعد في الانتظار.
   *[other] { $ticket } لم يعد في الانتظار.
}
refusal-nobody-at-table = لم يعد أحد على هذه الطاولة.
refusal-own-table = هذه طاولتك أنت.
refusal-note-too-long = الملاحظة طويلة جدًا. أقصى طول { $characters } حرف.
refusal-text-too-long = النص طويل جدًا. أقصى طول { $characters } حرف.
refusal-unknown-visitor = لم يأتِ أحد بهذا العنوان من قبل.
refusal-closed = المكتب مغلق.
refusal-unknown-reason = تغيّرت الأسباب. اختر واحدًا من جديد.
refusal-unknown-language = الخادم لا يعرف هذه اللغة. اختر غيرها.
refusal-try-again = لم يصل ذلك كما يجب. حاول مرة أخرى من فضلك.
refusal-withdrawn = سُحب هذا الرقم قبل إنشائه.
refusal-old-password = كلمة المرور الحالية غير صحيحة.
refusal-password-too-short = { $characters ->
    [few] تحتاج كلمة المرور الجديدة إلى { $characters } أحرف على الأقل.
    [many] تحتاج كلمة المرور الجديدة إلى { $characters } حرفًا على الأقل.
   *[other] تحتاج كلمة المرور الجديدة إلى { $characters } حرف على الأقل.
}
refusal-password-too-common = كلمة المرور هذه مما يجرّبه الجميع أولًا. اختر غيرها.
refusal-visitor-still-here = لهذا الزائر رقم مفتوح. أنهِه أولًا.
refusal-dates = تعذّرت قراءة الأيام. اكتبها هكذا 2026-11-24، الأول قبل الأخير.
refusal-not-saved = لم يستطع الخادم حفظ ذلك. لم يتغيّر شيء. حاول بعد لحظات.
refusal-save-unknown = قرص الخادم معطوب ولا يُعرف إن حُفظ ذلك. تحقق قبل أن تحاول مرة أخرى.
refusal-read-failed = لم يستطع الخادم قراءة ذلك. حاول بعد لحظات.
refusal-no-such-person = لا يوجد حساب بهذا الاسم.
refusal-no-such-device = أُزيل هذا الجهاز من قبل.
refusal-device-exists = يوجد جهاز بهذا الاسم. اختر اسمًا آخر.
refusal-device-name = اسم الجهاز من حرف واحد إلى { $characters } حرفًا.
refusal-no-such-code = لا يعرض أي جهاز هذا الرمز الآن. الرموز صالحة لعشر دقائق، فانظر مرة أخرى.
refusal-name-in-use = هذا الاسم مستخدم. اختر اسمًا آخر.
refusal-name-not-valid = لا يمكن استخدام هذا الاسم. اختر غيره.
refusal-account-disabled = هذا الحساب معطّل.
refusal-clock-doubted = قد تكون ساعة الخادم خاطئة. على من يديره أن يؤكدها أولًا.
refusal-older-server = هذا الخادم أقدم ولا يستطيع ذلك.
refusal-too-many-attempts = { $seconds ->
    [zero] محاولات كثيرة. حاول مرة أخرى الآن.
    [one] محاولات كثيرة. انتظر ثانية واحدة ثم حاول مرة أخرى.
    [two] محاولات كثيرة. انتظر ثانيتين ثم حاول مرة أخرى.
    [few] محاولات كثيرة. انتظر { $seconds } ثوانٍ ثم حاول مرة أخرى.
    [many] محاولات كثيرة. انتظر { $seconds } ثانية ثم حاول مرة أخرى.
   *[other] محاولات كثيرة. انتظر { $seconds } ثانية ثم حاول مرة أخرى.
}
refusal-address = هذا لا يبدو عنوان بريد إلكتروني.
refusal-no-name = الاسم ناقص.
refusal-too-long = العنوان أو الاسم طويل جدًا.
refusal-unknown = يقول الخادم: { $words }.

## Staff window


## Board


## Kiosk

alphabet = أ ب ت
letters-1 = ض ص ث ق ف غ ع ه خ ح ج
letters-2 = ش س ي ب ل ا ت ن م ك ط
letters-3 = ئ ء ؤ ر ى ة و ز ظ د ذ
letters-4 = أ إ آ
welcome = أهلًا وسهلًا
get-ticket = خذ رقمًا
waiting-count = { $count ->
    [zero] لا أحد في الانتظار.
    [one] شخص واحد في الانتظار.
    [two] شخصان في الانتظار.
    [few] { $count } أشخاص في الانتظار.
    [many] { $count } شخصًا في الانتظار.
   *[other] { $count } شخص في الانتظار.
}
wait-none = سنناديك حالًا.
wait-up-to = { $high ->
    [one] مدة الانتظار دقيقة على الأكثر.
    [two] مدة الانتظار دقيقتان على الأكثر.
    [few] مدة الانتظار { $high } دقائق على الأكثر.
   *[other] مدة الانتظار { $high } دقيقة على الأكثر.
}
wait-about = { $high ->
    [one] مدة الانتظار دقيقة تقريبًا.
    [two] مدة الانتظار دقيقتان تقريبًا.
    [few] مدة الانتظار { $high } دقائق تقريبًا.
   *[other] مدة الانتظار { $high } دقيقة تقريبًا.
}
wait-range = { $high ->
    [few] مدة الانتظار من { $low } إلى { $high } دقائق تقريبًا.
   *[other] مدة الانتظار من { $low } إلى { $high } دقيقة تقريبًا.
}
language = اللغة
larger-text = خط أكبر
high-contrast = تباين عالٍ
lower = إلى أسفل
ask-address = ما عنوان بريدك الإلكتروني؟
address-example = مثل name@example.com
address-problem = تحقق من العنوان. مثال: name@example.com
ask-name = ما اسمك؟
name-problem = اكتب اسمك من فضلك.
is-this-you = هل هذا أنت؟
that-is-me = نعم، هذا أنا
type-my-name = لا، سأكتب اسمي
ask-reason = ما سبب زيارتك؟
reason-problem = اختر مرة أخرى من فضلك.
more = المزيد
back = رجوع
start-over = من البداية
continue = متابعة
already-have = لديك بالفعل الرقم
show-it = اعرضه
another-ticket = رقم آخر
your-number = رقمك
ahead-count = { $count ->
    [zero] أنت التالي.
    [one] أمامك شخص واحد.
    [two] أمامك شخصان.
    [few] أمامك { $count } أشخاص.
    [many] أمامك { $count } شخصًا.
   *[other] أمامك { $count } شخص.
}
watch-screen = انتظر ظهور رقمك على الشاشة.
done = تم
still-there = هل ما زلت هنا؟
erased-in = { $secs ->
    [zero] سيُمحى ما كتبته الآن.
    [one] سيُمحى ما كتبته بعد ثانية واحدة.
    [two] سيُمحى ما كتبته بعد ثانيتين.
    [few] سيُمحى ما كتبته بعد { $secs } ثوانٍ.
   *[other] سيُمحى ما كتبته بعد { $secs } ثانية.
}
more-time = مزيد من الوقت
reconnecting = نعيد الاتصال الآن. لحظة من فضلك.
reconnecting-kept = نعيد الاتصال الآن. ما كتبته محفوظ.
reconnecting-request = نعيد الاتصال الآن. سيصلك رقمك تلقائيًا.
one-moment = لحظة من فضلك.
closed = المكتب مغلق.
unsure = لم نستطع التأكد من حصولك على رقم. اسأل أحد الموظفين من فضلك.
ask-staff = لم ينجح ذلك. اسأل أحد الموظفين من فضلك.
key-space = مسافة
key-backspace = مسح
key-shift = أحرف كبيرة
key-digits = أرقام
key-letters = حروف
key-other-letters = حروف لاتينية
key-at = علامة البريد
key-dot = نقطة
key-hyphen = شرطة
key-underscore = شرطة سفلية
key-plus = زائد
key-apostrophe = فاصلة عليا
key-signs = علامات أخرى
key-accents = حروف لاتينية أخرى
staff-pin = الرقم السري للموظفين
pin-none = لم يُحدَّد رقم سري، لذلك تبقى النافذة. حدِّده بالأمر walkup-kiosk --set-pin
pin-wrong = هذا ليس الرقم السري.
pin-wait = { $secs ->
    [one] حاول بعد ثانية واحدة.
    [two] حاول بعد ثانيتين.
    [few] حاول بعد { $secs } ثوانٍ.
   *[other] حاول بعد { $secs } ثانية.
}
close-window = خروج
setup-code = رمز هذا الجهاز
setup-approve = وافق عليه في نافذة الموظفين تحت «{ devices }»، أو على الخادم: walkup-server device approve { $code }
setup-ours = هل هذا خادمنا؟
setup-compare = على الخادم يعرض الأمر walkup-server tls fingerprint الشهادة الصحيحة. قارن:
setup-same = متطابقتان: ثق بها
setup-write = إذا عرض walkup-server tls fingerprint هذه الشهادة على الخادم، فاكتبها في kiosk.toml باسم certificate:
setup-changed = تغيّرت الشهادة
setup-ask = في kiosk.toml شهادة أخرى. اسأل من يدير الخادم. يعرض الآن:
