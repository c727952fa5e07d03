language-name = العربية
direction = rtl
# The keyboard for names, row by row.
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
setup-approve = وافق عليه في نافذة الموظفين تحت Devices، أو على الخادم: walkup-server device approve { $code }
setup-ours = هل هذا خادمنا؟
setup-compare = على الخادم يعرض الأمر walkup-server tls fingerprint الشهادة الصحيحة. قارن:
setup-same = متطابقتان: ثق بها
setup-write = إذا عرض walkup-server tls fingerprint هذه الشهادة على الخادم، فاكتبها في kiosk.toml باسم certificate:
setup-changed = تغيّرت الشهادة
setup-ask = في kiosk.toml شهادة أخرى. اسأل من يدير الخادم. يعرض الآن:
