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
opening-closed = المكتب مغلق.
opening-closed-for = المكتب مغلق: { $name }.
opening-last = يغلق المكتب في { $time } ولا يعطي أرقامًا أخرى.
opening-again = يفتح ثانيةً في { $time }.
opening-again-on = يفتح ثانيةً يوم { $date } في { $time }.
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
link-no-desk = لا يوجد مكتب عند { $server }. هل الاسم في آخره صحيح؟
link-unsaved = لا يمكن حفظ شيء الآن. قد يكون المعروض قديمًا، ونعيد المحاولة.
link-unknown-certificate = لا أحد يضمن الخادم { $server }. هل هو خادمكم؟
link-certificate-changed = الخادم { $server } لا يعرض الشهادة التي قُبلت هنا، فقد يكون غيره هو الذي يجيب. اسأل من يديره قبل أن تتابع.
refusal-signed-out = انتهت جلستك. سجّل الدخول من جديد من فضلك.
refusal-table-taken = أخذ أحدهم هذه الطاولة للتو. اختر غيرها.
refusal-wrong-login = الاسم أو كلمة المرور غير صحيح.
refusal-needs-admin = هذا مسموح لحساب المدير فقط.
refusal-needs-lead = هذا مسموح لحساب المشرف أو المدير فقط.
refusal-choose-password = اختر أولًا كلمة مرور خاصة بك.
refusal-last-admin = هذا آخر مدير. عيّن مديرًا آخر أولًا.
refusal-another-admin = يجب أن يفعل ذلك مدير آخر نيابة عنك.
refusal-no-such-service = هذه الخدمة لم تعد موجودة.
refusal-not-your-service = أنت لا تقدّم هذه الخدمة.
refusal-no-more-today = لا توجد أرقام أخرى لهذه الخدمة اليوم.
refusal-full-now = بلغ عدد المنتظرين لهذه الخدمة حدّه الآن. حاول بعد قليل.
refusal-service-stopped = هذه الخدمة لا تعطي أرقامًا الآن.
refusal-phone = راجع رقم الهاتف: أرقام فقط مع رمز المنطقة.
refusal-number = راجع الرقم.
refusal-wait-a-moment = لحظة من فضلك، ثم حاول مرة أخرى.
refusal-no-help-asked = لم يعد أحد يطلب المساعدة هناك.
refusal-choose-kiosk = اختر الجهاز الذي سيطبعها.
refusal-no-printer = لا توجد طابعة لدى هذا الجهاز الآن.
refusal-cannot-print = لا يستطيع هذا الجهاز الطباعة الآن. تفقّد طابعته أو اختر جهازًا آخر.
refusal-wrong-code = الرمز غير صحيح. يعرضه حاسوب الخادم.
refusal-set-up-already = أعدّ أحدهم هذا المكتب من قبل. سجّل الدخول.
refusal-tables = للمكتب من طاولة واحدة إلى 1000 طاولة.
refusal-days = اكتب عدد الأيام، من 1 إلى 36500.
refusal-enrolment = يمكن السماح لجهاز واحد إلى 1000 جهاز، حتى يوم خلال سنة.
refusal-backup-failed = لم ينجح النسخ الاحتياطي. سجل الخادم يذكر السبب.
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
refusal-code-over = هذا الرمز لم يعد صالحًا.
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
refusal-period-backwards = تنتهي الفترة قبل أن تبدأ. اختر يومًا أول أسبق.
refusal-period-too-long = هذا أطول من اللازم. يغطي التقرير 20 سنة على الأكثر.
refusal-people-not-reported = لا يُعِدّ هذا المكتب تقارير عن الأشخاص.
refusal-too-many-reports = يجري إعداد تقارير كثيرة في وقت واحد. انتظر أحدها.
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
refusal-changed-meanwhile = غيّر { $who } هذا في هذه الأثناء. انظر إليه من جديد.
refusal-set-in-file = { $setting } مكتوب في ملف إعدادات الخادم ويُغيَّر هناك.
refusal-value = لا يمكن أن تكون قيمة { $setting } كذلك: { $reason }
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
ask-looking = البحث عن خوادم على هذه الشبكة…
ask-none = لم يُعثر على أي خادم بعد. يمكن كتابة عنوانه أدناه.
ask-which = أي خادم؟
ask-where = أين الخادم؟
ask-or-type = أو اكتب عنوانه
ask-connect = اتصال
ask-no-address = هذا ليس عنوان خادم. اكتبه مثل desk.example أو 10.0.0.7:7420.
ask-plain = الخادم { $server } لا يشفّر: يستطيع كل من على هذه الشبكة قراءة الأسماء والعناوين. استخدمه فقط إن كنت تعرف هذه الشبكة.
ask-plain-use = استخدامه بلا تشفير
ask-back = رجوع
ask-desks = جارٍ البحث عن المكاتب الموجودة هناك.
ask-which-desk = أي مكتب؟
ask-plain-mark = غير مشفّر
key-delete = مسح

## Staff window: commands

staff-next = الزائر التالي
staff-next-tip = إنهاء خدمة زائرك واستدعاء التالي
staff-next-besides = زائر آخر
staff-next-besides-tip = استدعاء التالي مع الاحتفاظ بزائرك
staff-accept = استقبال
staff-accept-tip = استدعاء هذا الزائر الآن
staff-accept-done = معك الآن { $number }.
staff-gone = غادر
staff-gone-tip = غادر الزائر؛ تنتهي التذكرة بلا نداء
staff-gone-done = { $number } غادر.
staff-complete = إنهاء
staff-complete-tip = تمت خدمة الزائر
staff-complete-done = تم إنهاء { $number }.
staff-recall = نداء ثانٍ
staff-recall-tip = نداء الرقم مجددًا على كل الشاشات
staff-recall-done = يُنادى على { $number } مجددًا.
staff-no-show = لم يحضر
staff-no-show-tip = نودي الزائر ولم يحضر
staff-no-show-done = { $number } لم يحضر.
staff-send-to = إرسال إلى…
staff-send-to-tip = تحويل الزائر إلى طاولة زميل
staff-send-to-done = انتقل { $number } إلى { $table }.
staff-send-to-title = إرسال { $number } إلى طاولة
staff-send-to-why = من يتولى الأمر؟ يُنادى الرقم عند طاولته.
staff-here = وصل
staff-here-tip = تسجيل وصول الزائر إلى طاولتك
staff-here-done = { $number } عند طاولتك.
staff-refer = إحالة إلى…
staff-refer-tip = إلى انتظار خدمة أخرى، والرقم يبقى
staff-refer-done = { $number } ينتظر الآن خدمة أخرى.
staff-refer-title = إحالة { $number } إلى خدمة
staff-refer-why = الرقم يبقى، والانتظار السابق يُحسب.
staff-first = يتقدّم
staff-first-tip = مناداة هذا الزائر قبل من ينتظرون بالترتيب
staff-first-done = { $number } يتقدّم.
staff-in-turn = بالترتيب من جديد
staff-in-turn-tip = العودة إلى المكان حسب الوصول
staff-in-turn-done = { $number } ينتظر بالترتيب.
staff-services = خدماتي…
staff-services-tip = اختيار الخدمات التي تقدّمها
staff-release = إعادة إلى الانتظار
staff-release-tip = العودة إلى المكان السابق في الانتظار
staff-release-done = { $number } ينتظر مجددًا في مكانه.
staff-note = ملاحظة…
staff-note-tip = ملاحظة يراها الزملاء أيضًا
staff-note-title = ملاحظة على { $number }
staff-note-why = يراها الزملاء ولا يراها الزوار.
staff-note-field = الملاحظة
staff-note-button = حفظ
staff-print = اطبعها مجددًا
staff-print-tip = يطبع أحد الأجهزة التذكرة مرة أخرى
staff-print-done = تجري طباعة { $number }.
staff-print-title = طباعة { $number } مجددًا
staff-print-why = عند أي جهاز؟
staff-cancel = إلغاء التذكرة
staff-cancel-tip = تنتهي التذكرة بلا خدمة
staff-cancel-done = أُلغيت { $number }.
staff-reopen = إعادة فتح
staff-reopen-tip = تعود التذكرة إليك
staff-reopen-done = { $number } معك مجددًا.
staff-unseat = إخلاء…
staff-unseat-tip = أخذ الطاولة ممن تركها
staff-unseat-done = { $table } خالية الآن.
staff-unseat-title = إخلاء { $table } من { $name }؟
staff-unseat-why = تبقى التذاكر المفتوحة مع { $name } حتى يعيدها أحد إلى الانتظار.
staff-unseat-button = إخلاء
staff-undo = تراجع
staff-undo-tip = التراجع عما فعلته للتو
staff-visitor = تسجيل زائر…
staff-visitor-tip = تذكرة لمن لا يستطيع استخدام الجهاز
staff-close-desk = إغلاق المكتب…
staff-close-desk-tip = لا تعطي الأجهزة تذاكر وتعرض كلماتك
staff-close-desk-done = المكتب مغلق: الأجهزة لا تعطي تذاكر.
staff-close-desk-title = إغلاق المكتب
staff-close-desk-why = لا تعطي الأجهزة تذاكر وتعرض هذه الكلمات.
staff-close-desk-field = ما تقوله الأجهزة
staff-close-desk-button = إغلاق المكتب
staff-open-desk = فتح المكتب
staff-open-desk-tip = تعطي الأجهزة تذاكر مجددًا
staff-open-desk-done = المكتب مفتوح.
staff-open-for-an-hour = فتح لمدة ساعة
staff-open-for-an-hour-tip = تعطي الأجهزة تذاكر لمدة ساعة
staff-open-for-an-hour-done = المكتب مفتوح لمدة ساعة.
staff-notice = إعلان على كل الشاشات…
staff-notice-tip = جملة على كل جهاز وشاشة
staff-notice-done = الإعلان على كل الشاشات.
staff-notice-title = إعلان على كل الشاشات
staff-notice-why = تعرضه الأجهزة والشاشات. الفراغ يزيله.
staff-notice-field = الإعلان
staff-notice-button = عرض
staff-export = تصدير التذاكر…
staff-export-tip = تذاكر بعض الأيام في ملف CSV
staff-run-desk = إدارة المكتب…
staff-run-desk-tip = الأشخاص والطاولات والأسباب والمواعيد وغيرها
staff-password = كلمة مروري…
staff-password-tip = تغييرها؛ وتنتهي جلساتك الأخرى
staff-settings = الإعدادات…
staff-settings-tip = اللغة والألوان وحجم النص والصوت والمفاتيح
staff-search = بحث
staff-search-tip = البحث في قائمة الانتظار
staff-menu = القائمة
staff-menu-tip = فتح القائمة
staff-tables = الطاولات
staff-tables-tip = الطاولات، في نافذة ضيقة
staff-keys = المفاتيح
staff-keys-tip = كل مفاتيح هذه النافذة
staff-leave-table = مغادرة طاولتي
staff-leave-table-tip = تصبح الطاولة خالية؛ ويبقى زوارك معك
staff-choose-table = اختيار طاولة…
staff-choose-table-tip = اجلس لاستدعاء الزوار
staff-sign-out = تسجيل الخروج
staff-sign-out-tip = إنهاء هذه الجلسة

## Staff window

staff-window-title = Walkup للموظفين
staff-title-serving = { $number } · { $waiting } · Walkup
staff-title-idle = { $waiting } · Walkup
staff-waiting = { $count ->
    [0] لا أحد ينتظر
    [one] شخص واحد ينتظر
    [two] شخصان ينتظران
    [few] { $count } أشخاص ينتظرون
    [many] { $count } شخصًا ينتظرون
   *[other] { $count } شخص ينتظرون
}
staff-longest = الأطول { $length }
staff-newcomers = القادمون: { $wait }
staff-state-live = متصل
staff-state-connecting = جارٍ الاتصال
staff-state-silent = صامت
staff-state-away = غير متصل
staff-state-refused = مرفوض
staff-server-warns = يحذّر الخادم: { $text }
staff-settings-damaged = تعذّرت قراءة إعدادات هذه النافذة كاملة: { $what }
staff-settings-damaged-seen = رأيت ذلك
staff-desk-closed = المكتب مغلق: الأجهزة لا تعطي تذاكر.
staff-desk-closed-says = المكتب مغلق. تقول الأجهزة: { $text }
staff-notice-is = إعلان على كل الشاشات: { $text }
staff-try-now = المحاولة الآن
staff-dismiss = إخفاء
staff-close = إغلاق
staff-not-now = ليس الآن
staff-form-done = تم
staff-server-cannot-be-heard = الخادم لا يجيب.
staff-of-ticket = { $text } { $number }
staff-of-table = { $text } { $table }
staff-table-in-sentence = الطاولة { $number }
staff-hello = أهلًا بك، { $name }
staff-choose-your-table = اختر طاولتك
staff-where-do-you-sit = أين تجلس؟ اختر طاولة للبدء.
staff-digits-type = الأرقام تنتقل إلى طاولة، وEnter للجلوس.
staff-without-table = بلا طاولة
staff-without-table-tip = رؤية المكتب دون استدعاء أحد
staff-sitting-down = جارٍ الجلوس…
staff-table-taken = مشغولة
staff-nobody-there = لا أحد هناك
staff-tables-heading = الطاولات
staff-table-closed = مغلقة
staff-table-free = متاحة
staff-table-serving = تخدم
staff-you = أنت
staff-left-behind = متروكة
staff-left-behind-why = صاحبها ليس على أي طاولة.
staff-return-to-queue = إعادة إلى الانتظار
staff-back-to-queue = إلى قائمة الانتظار
staff-serving-one = تخدم { $number }
staff-serving-many = { $count ->
    [two] تخدم اثنين
    [few] تخدم { $count }
   *[other] تخدم { $count }
}
staff-nobody-elsewhere = لا أحد على طاولة أخرى الآن.
staff-now-serving = تتم خدمته
staff-nobody-yet = لا أحد بعد
staff-nobody-yet-why = استدعِ الزائر التالي أو اختر أحدًا من القائمة.
staff-no-table-here = بلا طاولة
staff-no-table-here-why = أنت ترى المكتب. لاستدعاء الزوار اختر طاولة.
staff-complete-and-next = إنهاء { $number } ثم التالي
staff-nobody-waits = لا أحد ينتظر
staff-called-times = { $count ->
    [one] نودي مرة
    [two] نودي مرتين
    [few] نودي { $count } مرات
    [many] نودي { $count } مرة
   *[other] نودي { $count } مرة
}
staff-waited = انتظر { $length }
staff-here-for = هنا منذ { $length }
staff-reason-is = السبب: { $reason }
staff-queued-by-staff = سجّله الموظفون
staff-more = المزيد
staff-my-others = معك أيضًا
staff-turn-to = الانتقال إلى { $number }، { $name }
staff-turn-to-tip = تعمل المفاتيح عندئذ على هذا الزائر
staff-copy-text = نسخ { $text }
staff-copied = نُسخ: { $text }
staff-queue-heading = الانتظار · { $count }
staff-search-field = البحث في قائمة الانتظار
staff-search-hint = بحث
staff-nobody-is-waiting = لا أحد ينتظر
staff-new-visitors-appear = يظهر الزوار الجدد هنا تلقائيًا.
staff-nobody-found = لا أحد كهذا ينتظر
staff-nobody-found-why = اضغط Escape لرؤية الجميع.
staff-row-name = { $number }، { $name }، ينتظر منذ { $length }
staff-row-name-reason = { $number }، { $name }، { $reason }، ينتظر منذ { $length }
staff-is-next-up = التالي
staff-under-a-minute = < 1 د
staff-wait-long = طويل
staff-wait-too-long = طويل جدًا
staff-field-phone = رقم الهاتف
staff-field-number = الرقم
staff-nothing-is-asked = هذه الخدمة لا تطلب شيئًا. الرقم يكفي.
staff-all-services = الكل
staff-over-due = متأخر
staff-due-soon = قريبًا
staff-due-at = موعده { $time }
staff-due-over = موعده { $time }، تأخر { $length }
staff-goes-first = له الأولوية
staff-is-here = وصل إلى الطاولة
staff-my-services = خدماتي
staff-my-services-why = «التالي» ينادي زوار هذه الخدمات فقط.
staff-service-taken = أقدّمها الآن
staff-service-not-taken = ليس الآن
staff-service-not-mine = ليست من خدماتك
staff-help-asked = شخص يحتاج إلى المساعدة عند الجهاز «{ $kiosk }».
staff-i-am-going = أنا ذاهب
staff-printer-out = نفد الورق من الجهاز «{ $kiosk }».
staff-printer-open = طابعة الجهاز «{ $kiosk }» مفتوحة.
staff-printer-away = لا يصل الجهاز «{ $kiosk }» إلى طابعته.
staff-printer-error = طابعة الجهاز «{ $kiosk }» لا تطبع. يرجى تفقدها.
staff-kiosk-disk = لا يستطيع الجهاز «{ $kiosk }» حفظ أي شيء: قرصه ممتلئ أو تالف.
staff-unprinted = ربما لم تُطبع { $number }: الجهاز «{ $kiosk }».
staff-made-here = أُخذت التذكرة من هنا
staff-nobody-takes = { $count ->
    [one] لا أحد يقدّم { $service }: شخص واحد ينتظر.
    [two] لا أحد يقدّم { $service }: شخصان ينتظران.
    [few] لا أحد يقدّم { $service }: { $count } أشخاص ينتظرون.
   *[other] لا أحد يقدّم { $service }: { $count } ينتظرون.
}
staff-taken-by = أخذه { $name }
staff-taken-by-at = أخذه { $name }، { $table }
staff-left-the-queue = غادر الانتظار
staff-ended-heading = انتهت مؤخرًا
staff-nothing-ended = لم ينته شيء بعد.
staff-ended-completed = تم { $when }
staff-ended-cancelled = أُلغي { $when }
staff-ended-no-show = لم يحضر { $when }
staff-ended-left = غادر { $when }
staff-ended-expired = انتهت المدة { $when }
staff-ended-other = انتهى { $when }
staff-completed-and-called = تم إنهاء { $completed }. معك الآن { $number }.
staff-completed-nobody-waits = تم إنهاء { $number }. لا أحد غيره ينتظر.
staff-completed-only = تم إنهاء { $number }. { $why }
staff-somebody-was-first = سبقك { $name } إلى { $number }.
staff-has-left-the-queue = غادر { $number } الانتظار.
staff-is-next = التالي { $number }.
staff-nobody-else-waits = لا أحد غيره ينتظر.
staff-lost-before-answer = فقدنا الخادم قبل أن يجيب. تحقق قبل المحاولة مجددًا.
staff-sent-to-you = أُرسل إليك { $number }.
staff-somebody-waits = هناك من ينتظر.
staff-somebody-waits-long = هناك من انتظر طويلًا.
staff-somebody-sent = أُرسل إليك زائر.
staff-sign-in-to-your-desk = سجّل الدخول إلى مكتبك
staff-sign-in = تسجيل الدخول
staff-signing-in = جارٍ الدخول…
staff-stop-signing-in = إيقاف
staff-taking-up-sign-in = جارٍ استئناف جلستك.
staff-sign-in-anew = دخول من جديد
staff-server-is = الخادم: { $server }
staff-change-server = تغيير
staff-field-server = الخادم
staff-field-user = الاسم
staff-field-password = كلمة المرور
staff-field-token = الرمز
staff-show-password = إظهار كلمة المرور
staff-none-found = لم يُعثر على شيء في هذه الشبكة بعد.
staff-found-servers = في هذه الشبكة:
staff-this-computer = هذا الحاسوب
staff-where-is-the-server = أين الخادم؟ اكتب عنوانه، مثل desk.example.
staff-type-name-and-password = اكتب اسمك وكلمة مرورك.
staff-nobody-answers = لا أحد يجيب عند { $server }. تحقق من العنوان أو من عمل الخادم.
staff-server-knows-no-passwords = هذا الخادم لا يعرف كلمات المرور. اطلب رمزًا وألصقه.
staff-sign-in-has-ended = انتهت جلستك. سجّل الدخول من جديد.
staff-certificate-heading = شهادة الخادم (SHA-256)
staff-certificate-how = على الخادم يطبع `walkup-server tls fingerprint` الصحيحة. قارن بينهما.
staff-certificate-same = متطابقتان: الوثوق بها
staff-certificate-forget = نسيان الشهادة القديمة
staff-visitor-title = تسجيل زائر
staff-visitor-why = لمن لا يستطيع استخدام الجهاز.
staff-field-email = البريد الإلكتروني
staff-field-name = اسم الزائر
staff-reason-heading = السبب
staff-queue-button = تسجيل
staff-waits-already = هذا العنوان ينتظر بالفعل، برقم { $number }.
staff-another-ticket = تذكرة أخرى
staff-visitor-has-number = { $name } لديه الرقم { $number }.
staff-lost-while-queueing = فقدنا الخادم قبل أن يجيب. اضغط مجددًا عند عودته: ستكون تذكرة واحدة لا اثنتين.
staff-not-an-address = لا يبدو هذا عنوان بريد إلكتروني.
staff-name-is-missing = الاسم ناقص.
staff-address-or-name-too-long = العنوان أو الاسم طويل جدًا.
staff-password-title = كلمة مروري
staff-password-why = { $characters ->
    [few] { $characters } أحرف على الأقل. تنتهي جلساتك الأخرى.
   *[other] { $characters } حرفًا على الأقل. تنتهي جلساتك الأخرى.
}
staff-field-old-password = كلمة المرور الحالية
staff-field-new-password = كلمة المرور الجديدة
staff-field-new-password-again = كلمة المرور الجديدة مجددًا
staff-change-it = تغيير
staff-password-changed = تغيرت كلمة مرورك. انتهت جلساتك الأخرى.
staff-lost-while-changing-password = فقدنا الخادم قبل أن يجيب. ربما تغيرت كلمة مرورك.
staff-type-old-password = اكتب كلمة المرور الحالية.
staff-new-password-too-short = { $characters ->
    [few] تحتاج كلمة المرور الجديدة إلى { $characters } أحرف على الأقل.
   *[other] تحتاج كلمة المرور الجديدة إلى { $characters } حرفًا على الأقل.
}
staff-new-passwords-differ = كلمتا المرور الجديدتان مختلفتان.
staff-export-title = تصدير التذاكر
staff-export-why = ملف CSV بكل تذاكر هذه الأيام، شاملًا كليهما.
staff-field-first-day = اليوم الأول
staff-field-last-day = اليوم الأخير
staff-field-file = الملف
staff-choose-file = اختيار ملف…
staff-write-file = كتابة الملف
staff-no-file-dialog = لا يعرض هذا الحاسوب نافذة ملفات. يمكن وضع الملف هنا:
staff-choose-where = اختر مكان الملف.
staff-lines-so-far = { $count ->
    [zero] لا تذاكر حتى الآن…
    [one] تذكرة واحدة حتى الآن…
    [two] تذكرتان حتى الآن…
    [few] { $count } تذاكر حتى الآن…
    [many] { $count } تذكرة حتى الآن…
   *[other] { $count } تذكرة حتى الآن…
}
staff-stop-export = إيقاف
staff-tickets-written = { $count ->
    [zero] لم تُكتب تذاكر.
    [one] كُتبت تذكرة واحدة.
    [two] كُتبت تذكرتان.
    [few] كُتبت { $count } تذاكر.
    [many] كُتبت { $count } تذكرة.
   *[other] كُتبت { $count } تذكرة.
}
staff-last-day-before-first = اليوم الأخير قبل الأول.
staff-write-days-like-this = اكتب الأيام هكذا: 2026-11-24.
staff-lost-while-exporting = فقدنا الخادم فلم يُكتب ملف. حاول مجددًا.
staff-file-not-written = تعذرت كتابة الملف: { $reason }.
staff-field-code = الرمز
staff-field-device-name = اسم الجهاز
staff-device-name-hint = القاعة، يسارًا
staff-approve = السماح
staff-type-the-code = اكتب الأحرف والأرقام الستة التي يعرضها.
staff-device-is-let-in = سُمح لـ { $name }.
staff-device-is-taken-out = أُزيل { $name }.
staff-asking-for-devices = جارٍ سؤال الخادم…
staff-no-devices = لم يُسمح لأي جهاز أو شاشة بعد.
staff-kiosk-connected = جهاز، متصل
staff-kiosk-last = جهاز، آخر ظهور { $when }
staff-kiosk-never = جهاز، لم يظهر بعد
staff-display-connected = شاشة، متصلة
staff-display-last = شاشة، آخر ظهور { $when }
staff-display-never = شاشة، لم تظهر بعد
staff-revoke-button = إزالة…
staff-revoke-name = إزالة { $name }
staff-revoke-title = إزالة { $name }؟
staff-revoke-why = ينتهي اتصاله فورًا. وللعودة يجب أن يعرض رمزًا جديدًا.
staff-keep-it = إبقاء
staff-revoke = إزالة
staff-settings-title = الإعدادات
staff-language-heading = اللغة
staff-language-of-system = كالنظام
staff-look-heading = الألوان
staff-look-system = كالنظام
staff-look-light = فاتح
staff-look-dark = داكن
staff-look-contrast = تباين عالٍ
staff-text-size = حجم النص
staff-text-percent = { $percent } ٪
staff-smaller-text = نص أصغر
staff-larger-text = نص أكبر
staff-sound-setting = صوت عندما ينتظر أحد
staff-notification-setting = إشعار عندما تكون نافذة أخرى في الأمام
staff-motion-setting = الحركة
staff-wait-heading = الانتظار
staff-long-from = يكون الانتظار طويلًا من
staff-too-long-from = وطويلًا جدًا من
staff-fewer = أقل: { $what }
staff-further = أكثر: { $what }
staff-keys-heading = مفاتيح الأوامر
staff-keys-on = مفتاح وحده
staff-keys-with-ctrl = مع Ctrl
staff-keys-off = إيقاف
staff-keys-setting-why = إيقاف أو مع Ctrl، لمن يملي أو يضغط المفاتيح سهوًا.
staff-keys-title = المفاتيح
staff-keys-why = تعمل ما دمت لا تكتب شيئًا.
staff-keys-are-off = مفاتيح الأوامر متوقفة في الإعدادات.
staff-key-up-down = أعلى، أسفل
staff-key-up-down-tip = اختيار أحد في الانتظار
staff-key-pages = Page Up وPage Down
staff-key-pages-tip = التنقل في قائمة الانتظار صفحة صفحة؛ وHome وEnd إلى طرفيها
staff-about = Walkup { $version }
staff-about-log = ما حدث في هذه النافذة مدون في ⁦{ $file }⁩
staff-key-enter = Enter
staff-key-enter-tip = استدعاء الزائر المختار
staff-key-space = المسافة
staff-key-space-tip = الزائر التالي
staff-key-digits = 1 إلى 9
staff-key-digits-tip = الانتقال إلى أحد زواري
staff-key-tab = Tab
staff-key-tab-tip = إلى العنصر التالي
staff-key-esc = Esc
staff-key-esc-tip = إغلاق المفتوح
staff-key-copy = Ctrl+C
staff-key-copy-tip = نسخ رقم الزائر المختار واسمه وعنوانه

## Staff window: pages

page-back-to-desk = المكتب
page-loading = جارٍ سؤال الخادم…
page-lead-reads = المدير وحده يغيّر ما هو مكتوب هنا.
page-saved-here = حُفظ
page-saving-here = جارٍ الحفظ…
page-saved-of = حُفظ: { $what }
page-taken-back = كما كان: { $what }
page-locked-at = محدد في ⁦{ $file }⁩، السطر { $line }. احذف هذا السطر ليمكن تغييره هنا.
page-locked-by = محدد عند تشغيل الخادم: { $place }. أزله من هناك ليمكن تغييره هنا.
page-both-wrote = كتب { $by } هنا في هذه الأثناء: { $theirs }
page-somebody-wrote = كتب شخص آخر هنا في هذه الأثناء: { $theirs }
page-nothing-there = (لا شيء)
page-take-theirs = إبقاء نصه
page-keep-mine = إبقاء نصي
page-server-says = يقول الخادم: { $words }
page-lost-while-saving = انقطع الاتصال قبل أن يجيب الخادم. تحقق هل تم الأمر.
page-trouble-no-time = «{ $part }» ليس وقتًا. اكتبه هكذا: 9-12, 13-17.
page-trouble-backwards = «{ $part }» ينتهي قبل أن يبدأ.
page-trouble-overlap = { $one } و{ $other } متداخلان.
page-trouble-number = اكتب عددًا من { $least } إلى { $most }.
page-trouble-too-long = لا يتسع هذا الحقل لأكثر من { $most } حرف.
page-trouble-no-words = يحتاج السبب إلى كلمات بلغة واحدة على الأقل، وإلا فأزله.
page-trouble-gone = أزاله شخص آخر في هذه الأثناء.
page-any-language = أي لغة
page-today = اليوم
page-today-why = المكتب كما هو الآن.
page-reports = التقارير
page-reports-why = من جاء، وكم انتظر، وما الذي قد يساعد.
page-people = الأشخاص
page-people-why = من يعمل في هذا المكتب وما يحق لكل منهم.
page-add-person = إضافة شخص
page-add-person-title = حساب جديد
page-field-display-name = الاسم الذي يقرؤه الآخرون
page-field-user-name = اسم المستخدم
page-user-name-hint = لتسجيل الدخول، مثل ada
page-role-heading = الصلاحية
page-role-staff = خدمة الزوار
page-role-lead = والإشراف أيضًا
page-role-admin = كل شيء
page-role-staff-short = موظف
page-role-lead-short = مشرف
page-role-admin-short = مدير
page-add-person-button = إضافة وإنشاء كلمة مرور
page-account-disabled = لا يسمح له بالدخول
page-never-here = لم يأتِ بعد
page-last-here = آخر حضور { $when }
page-not-chosen-yet = لم يختر كلمة مرور بعد
page-that-is-you = أنت
page-one-time-title = كلمة مرور لـ { $name }
page-one-time-why = صالحة مرة واحدة خلال 7 أيام لاختيار غيرها، ولن تظهر ثانية.
page-copy-it = نسخ
page-copied-it = نُسخت
page-done-with-it = تم
page-disable = منع الدخول
page-enable = السماح بالدخول
page-new-password = كلمة مرور جديدة
page-only-admin = أنت المدير الوحيد. امنح شخصًا آخر كل الصلاحيات كي لا تُغلق كلمة مرور ضائعة الباب.
page-myself-by-another = صلاحياتك يغيّرها مدير آخر.
page-name-and-user = اكتب الاسم واسم المستخدم.
page-person-added = أُضيف { $name }.
page-person-renamed = تغيّر الاسم إلى { $name }.
page-person-is-admin = صار { $name } مديرًا.
page-person-is-lead = صار { $name } مشرفًا.
page-person-is-staff = صار { $name } موظفًا.
page-person-enabled = يمكن لـ { $name } الدخول من جديد.
page-person-disabled = لم يعد { $name } يستطيع الدخول.
page-person-reset = لدى { $name } كلمة مرور جديدة.
page-tables = الطاولات
page-tables-why = كم عددها وأسماؤها ومن يجلس إليها الآن.
page-field-table-count = عدد الطاولات
page-tables-count-from = ترقّم ابتداءً من 0.
page-names-heading = الأسماء
page-field-table-name = اسم الطاولة { $table }
page-reasons = الأسباب
page-reasons-why = ما يختار منه الزوار عند الجهاز، بهذا الترتيب.
page-field-reason = الكلمات باللغة { $language }
page-add-reason = إضافة سبب
page-new-reason = سبب جديد
page-missing-in = ينقص: { $languages }
page-move-up = إلى أعلى: { $name }
page-move-down = إلى أسفل: { $name }
page-drag-tip = اسحبه، أو اضغط Alt مع السهم
page-drag-name = موضع { $name }
page-remove = إزالة: { $what }
page-no-reasons = لا يُسأل عن سبب
page-no-reasons-why = يصل الزوار مباشرة إلى رقمهم.
page-services = الخدمات
page-services-why = طوابير هذا المكتب، بالترتيب الذي يختار منه الزوار عند الجهاز.
page-add-service = إضافة خدمة
page-new-service-words = ما اسمها؟
page-add-service-button = أضفها
page-remove-service = إزالة هذه الخدمة
page-no-services = طابور واحد للجميع
page-no-services-why = أضف خدمات إذا كان الزوار يأتون لأمور مختلفة وينبغي أن ينتظروا في طوابير خاصة بها.
page-trouble-no-service-words = تحتاج الخدمة إلى كلمات بلغة واحدة على الأقل.
page-service-letter = الحرف قبل أرقامها
page-service-no-letter = بلا حرف
page-service-target = الدقائق التي ينبغي أن يُنادى الزائر خلالها
page-service-within = خلال { $mins } د
page-service-asks = ما تطلبه من الزوار
page-asks-email = العنوان والاسم
page-asks-name = الاسم
page-asks-phone = رقم الهاتف
page-asks-number = رقم
page-asks-nothing = لا شيء: لمسة واحدة
page-service-optional = يمكن للزوار تركه
page-service-number-words = اسم الرقم باللغة { $language }
page-service-fewest = أقل عدد من الأرقام أو الحروف
page-service-most = أكبر عدد من الأرقام أو الحروف
page-service-usual = فارغ: { $number }
page-service-letters = الحروف مسموحة أيضًا
page-service-reasons = الأسباب التي يختار منها الزوار
page-choose-all = الكل
page-choose-some = هذه فقط
page-service-max-waiting = كم شخصًا يمكن أن ينتظر معًا
page-service-quota = كم شخصًا يمكن أن يأتي في اليوم
page-service-no-limit = فارغ: بلا حد
page-service-tickets = عند الجهاز
page-service-open = تعطي أرقامًا
page-service-stopped = متوقفة
page-service-by-phone = يمكن للزوار الانضمام من هواتفهم أيضًا
page-services-at-kiosk = ما يراه الزوار
page-service-full-now = ممتلئة الآن
page-service-no-more-today = اكتمل اليوم
page-person-services-heading = الخدمات التي يستطيع هذا الشخص تقديمها
page-person-services = تغيّرت خدمات { $name }.
page-hours = المواعيد
page-hours-why = يفتح المكتب ويغلق وحده، ومن ينتظر عند الإغلاق يُخدم.
page-always-open = مفتوح دائمًا
page-hours-hint = مثل 9-12, 13-17. الفارغ يعني مغلق.
page-copy-to-weekdays = نسخ إلى أيام الإثنين–الجمعة
page-copy-day = نسخ { $day } إلى الإثنين–الجمعة
page-week-picture = صورة الأسبوع
page-field-last-check-in = آخر التذاكر، بالدقائق قبل الإغلاق
page-exceptions-heading = أيام مختلفة
page-no-exceptions = لا أيام مختلفة من اليوم.
page-add-days = إضافة أيام
page-field-days-name = اسم هذه الأيام
page-field-days-hours = وقت الفتح، أو فارغ للإغلاق
page-last-day-may-be-empty = فارغ: يوم واحد
page-save-days = حفظ
page-change-days = تغيير: { $what }
page-closed-day = مغلق
page-choose-calendar = عطل من ملف…
page-preview-heading = العطل في هذا الملف
page-none-in-file = ليس فيه أيام كاملة من اليوم.
page-left-out-repeating = استُبعد لأنه يتكرر: { $count }
page-left-out-timed = استُبعد لأنه ليس يومًا كاملًا: { $count }
page-left-out-past = انتهى بالفعل: { $count }
page-left-out-unreadable = تعذرت قراءته: { $count }
page-known-already = مختلف بالفعل
page-add-ticked = إضافة هذه: { $count }
page-put-aside = عدم الإضافة
page-tick-one = علّم ما تريد إضافته.
page-calendar-too-large = هذا الملف أكبر من أن يكون تقويم عطل.
page-no-calendar = هذا ليس ملف تقويم (.ics).
page-file-not-read = تعذرت قراءة الملف: { $reason }
page-read-file = قراءة الملف
page-next-days = الأيام الـ14 القادمة
page-whole-day = طوال اليوم
page-closes-at = يغلق { $at }
page-open-by-hand-until = فُتح يدويًا، حتى { $at }
page-last-until = لا تذاكر بعد الآن، يغلق { $at }
page-opens-at = مغلق، يفتح { $at }
page-closed-now = مغلق
page-at-time = { $time }
page-on-day-at = { $day } { $time }
page-words = النصوص
page-words-why = ما يقوله هذا المكتب عن نفسه على كل شاشة.
page-field-organisation = الجهة
page-organisation-hint = يظهر كبيرًا على الأجهزة والشاشات
page-field-notice = الإعلان المعتاد
page-notice-hint = حتى يعلن أحدهم غيره
page-closed-text-heading = أثناء الإغلاق
page-closed-text-why = يقرأ الزوار هذا مع موعد الفتح القادم.
page-field-closed-text = عند الإغلاق، باللغة { $language }
page-devices = الأجهزة
page-devices-why = يعرض الجهاز أو الشاشة غير المسموح بها بعد رمزًا.
page-device-version = الإصدار { $version }
page-device-other-version = الإصدار { $version }، وللخادم { $server }
page-device-own = محدد في ملفه الخاص: { $names }
page-device-paper-ok = يوجد ورق
page-device-paper-low = الورق على وشك النفاد
page-device-paper-out = نفد الورق
page-device-paper-away = لا يمكن الوصول إلى الطابعة
page-device-paper-open = الطابعة مفتوحة
page-device-paper-error = الطابعة لا تطبع
page-many-devices = أجهزة كثيرة…
page-many-title = السماح لأجهزة كثيرة بملف
page-many-why = يحدد الملف مكان الخادم ويسمح لكل جهاز وشاشة مرة واحدة. والملف السابق لا يسمح لأحد بعده.
page-many-count = عدد الأجهزة
page-many-until = حتى نهاية هذا اليوم
page-many-server = أين تجد الأجهزة الخادم
page-not-a-server = اكتبه مثل desk.example أو 10.0.0.7:7420.
page-make-file = إنشاء الملف
page-save-many = حفظ ملف الأجهزة…
page-many-then = ضع الملف بجانب البرنامج على كل جهاز أو بجانب إعداداته ثم شغّله. وبعدها احذف الملف: فمن يملكه يستطيع إدخال جهاز.
page-field-domains = نهايات عناوين البريد
page-field-pin = رقم سري لمغادرة جهاز التذاكر
page-field-languages = لغات أجهزة التذاكر
page-field-board-languages = لغات الشاشات
page-shared-heading = ما تشترك فيه كل الأجهزة والشاشات
page-shared-why = ما يحدده الجهاز في ملفه الخاص هو الغالب، ويظهر معه.
page-domains-hint = school.example، gmail.com
page-languages-all = لا اختيار: كل اللغات
page-languages-two = لغة، أو لغتان بالتناوب. لا اختيار: لغة نظامها
page-pin-is-set = الرقم محدد. اكتب غيره لتغييره
page-pin-is-not-set = غير محدد: يحتاج كل جهاز عندها إلى رقمه الخاص
page-pin-remove = إزالة الرقم السري
page-trouble-not-domain = «{ $part }» ليست نهاية عنوان بريد.
page-fault-web-address = «{ $part }» ليس عنوان ويب مثل https://desk.example.
page-trouble-not-pin = الرقم السري من 4 إلى 12 رقمًا.
page-fault-printer = «⁦{ $part }⁩» ليس طابعة مثل tcp://192.168.1.20 أو ⁦/dev/usb/lp0⁩ أو windows:NAME.
page-fault-printer-file = «⁦{ $part }⁩» ملف. لا يجوز أن يذكره إلا ملف kiosk.toml الخاص بالجهاز نفسه.
page-fault-time = «{ $part }» ليست وقتًا مثل 09:00.
page-fault-time-or-off = «{ $part }» ليست وقتًا مثل 04:00 ولا «off».
page-fault-zone = «{ $part }» ليست منطقة زمنية مثل Europe/Berlin.
page-fault-day = «{ $part }» ليس يومًا مثل 2026-12-31.
page-fault-language = «{ $part }» ليس رمز لغة مثل de.
page-fault-too-many = هذا أكثر من { $most }.
page-fault-twice = «{ $part }» موجود مرتين.
page-fault-reason = «{ $part }» ليس من أسباب المكتب.
page-printing = التذاكر الورقية
page-printing-why = كيف تطبع الأجهزة، ما لم يحدد ملف الجهاز نفسه غير ذلك.
page-field-printer = الطابعة
page-printer-network-hint = في الشبكة: عنوانها، مثل 192.168.1.20
page-printer-usb-hint = USB لدى جهاز يعمل بنظام Linux: ⁦/dev/usb/lp0⁩
page-printer-windows-hint = لدى جهاز يعمل بنظام Windows: ‎windows: واسمها، مثل windows:EPSON TM-T20III
page-printer-none-hint = فارغ: لا يطبع الجهاز إلا إذا ذكر ملف kiosk.toml الخاص به طابعة.
page-paper-heading = الورق
page-paper-wide = 80 مم (576 نقطة)
page-paper-narrow = 58 مم (384 نقطة)
page-print-when-heading = متى تُطبع التذكرة
page-print-always = كل تذكرة
page-print-ask = عندما يطلبها الزائر
page-print-never = فقط عندما يريدها الموظفون
page-print-own = لهذه الأجهزة إعدادات خاصة لها الأولوية: { $names }
page-print-own-why = ليطبع جهاز واحد بشكل مختلف، اكتب [print] في ملف kiosk.toml الخاص به.
page-privacy = الخصوصية
page-privacy-why = ما يُحفظ عن الزوار وإلى متى وما يراه الآخرون.
page-field-retention = الاحتفاظ ببيانات الزوار بالأيام
page-retention-hint = فارغ: إلى الأبد
page-shorter-ask = سيُنسى الليلة نهائيًا من التذاكر: { $tickets }
page-shorter-counting = جارٍ عدّ ما سيُنسى…
page-shorten = الاحتفاظ { $days } يومًا فقط
page-keep-as-before = تركه كما كان
page-label-heading = ما تعرضه الشاشات عن الزائر
page-label-none = الرقم وحده
page-label-first = والاسم الأول
page-label-initial = وحرف من الاسم
page-privacy-text-heading = لماذا نسأل
page-privacy-text-why = يقرؤه الزوار عند الجهاز بجانب السؤال.
page-field-privacy-text = لماذا نسأل، باللغة { $language }
page-visitor-heading = زائر واحد
page-visitor-why = ما يُحفظ عمّن يطلب ذلك، ونسيانه.
page-field-visitor = بريد الزائر الإلكتروني
page-show-visitor = عرض المحفوظ
page-save-visitor = حفظ في ملف…
page-erase-visitor = نسيان…
page-erase-title = نسيان { $address } نهائيًا؟
page-erase-why = تزول الأسماء والعناوين والملاحظات، ويبقى عدد من أتى ومتى. لا رجعة في ذلك.
page-erase-yes = نسيان نهائي
page-erase-no = إبقاء
page-nothing-kept = لا شيء محفوظ عن { $address }.
page-kept-of = تذاكر { $address }: { $count }
page-type-an-address = اكتب بريد الزائر.
page-file-is-at = الملف موجود في { $place }
page-file-path = مسار الملف
page-log = السجل
page-log-why = من فعل ماذا ومتى. لا تظهر أسماء الزوار هنا أبدًا.
page-field-filter = البحث في السجل
page-everybody = الجميع
page-read-log = قراءة هذه الأيام
page-save-log = حفظ السجل في ملف…
page-nothing-logged = لا شيء كهذا في هذه الأيام.
page-log-count = القيود: { $count }
page-log-is-cut = هناك المزيد. اختر أيامًا أقل لتراها.
page-log-created = أُنشئت تذكرة
page-log-found = طلب مجددًا، التذكرة نفسها
page-log-key-withdrawn = غادر الجهاز
page-log-accepted = نودي
page-log-recalled = نودي مجددًا
page-log-released = أُعيد إلى الطابور
page-log-transferred = سُلّم إلى زميل
page-log-referred = أُحيل إلى خدمة أخرى
page-log-priority-high = أُعطي أولوية
page-log-priority-normal = سُحبت الأولوية
page-log-arrived = وصل إلى الطاولة
page-log-service-changed = أُلغيت الخدمة ونُقلت التذاكر
page-log-completed = اكتمل
page-log-cancelled = أُلغي
page-log-no-show = لم يحضر
page-log-left = غادر
page-log-expired = بقي في نهاية اليوم
page-log-reopened = أُعيد فتحه
page-log-noted = كُتبت ملاحظة
page-log-seated = جلس
page-log-unseated-left = ترك الطاولة
page-log-unseated-signed-out = ترك الطاولة بتسجيل الخروج
page-log-unseated-away = أُخليت الطاولة لانقطاع الاتصال
page-log-unseated-freed = أخلى الطاولة شخص آخر
page-log-unseated-disabled = أُخليت الطاولة لتعطيل الحساب
page-log-unseated-gone = لم تعد الطاولة موجودة
page-log-closed = أُغلق المكتب
page-log-opened = فُتح المكتب
page-log-opened-outside = فُتح خارج الدوام
page-log-opened-outside-over = خارج الدوام: انتهى
page-log-announced = تغيّر الإعلان
page-log-set = تغيّرت الإعدادات
page-log-account-added = أُضيف حساب
page-log-account-changed = تغيّر حساب
page-log-help-asked = طُلبت المساعدة
page-log-helped = قُدّمت المساعدة
page-log-printed = طُبعت مجددًا
page-log-unprinted = ربما لم تُطبع
page-log-password-set = حُددت كلمة المرور
page-log-account-disabled = عُطّل حساب
page-log-account-enabled = فُعّل حساب
page-log-signed-in = سجّل الدخول
page-log-signed-out = سجّل الخروج
page-log-signed-out-expired = انتهت الجلسة لعدم الاستخدام
page-log-signed-out-password = أُنهيت الجلسة لتغيّر كلمة المرور
page-log-signed-out-disabled = أُنهيت الجلسة لتعطيل الحساب
page-log-devices-may-enrol = أُنشئ ملف لأجهزة كثيرة
page-log-enrolment-over = استُنفد ملف الأجهزة
page-log-device-added = سُمح لجهاز
page-log-device-revoked = أُزيل جهاز
page-log-day-ended = انتهى اليوم
page-log-clock-confirmed = أُكدت الساعة
page-log-purged = نُسي زوار قدامى
page-log-visitor-erased = نُسي زائر
page-log-sign-in-refused = رُفض تسجيل الدخول
page-log-password-refused = كلمة المرور القديمة خاطئة
page-log-token-refused = رُفض الرمز
page-log-resumed = عاد
page-log-exported = صُدّرت التذاكر
page-log-visitor-shown = عُرضت بيانات زائر
page-log-backed-up = أُخذت نسخة احتياطية
page-log-restored = استُعيدت نسخة احتياطية
page-log-save-failed = تعذّر الحفظ لفترة
page-log-ticket = التذكرة { $number }
page-log-with = { $act }: { $detail }
page-log-by-kiosk = جهاز التذاكر
page-log-by-administrator = سطر الأوامر
page-log-by-server = الخادم
page-log-by-visitor = زائر بهاتفه
page-log-change = { $key }: { $new } (سابقًا: { $old })
page-log-by-nobody = مجهول
page-health = الحالة
page-health-why = حال الخادم وما يحفظ بياناته.
page-look-again = تحديث
page-backup-heading = النسخ الاحتياطية
page-back-up-now = نسخ الآن
page-backed-up = أُنشئت نسخة: { $name }
page-last-backup = الأخيرة { $when }
page-no-backup-yet = لا توجد نسخة بعد.
page-backups-kept = يومية، المحفوظ منها: { $count }
page-no-backups-kept = لا نسخ يومية.
page-backup-did-fail = لم تنجح آخر نسخة. سجل الخادم يذكر السبب.
page-disk-heading = القرص
page-disk-free = المتاح { $size }
page-size = { $number } { $unit ->
    [kB] ك.ب
    [MB] م.ب
    [GB] غ.ب
    [TB] ت.ب
   *[other] بايت
}
page-tenths = { $whole }.{ $tenths }
page-disk-unknown = النظام لا يذكر ذلك.
page-disk-is-low = هذا قليل. أفسح مكانًا على حاسوب الخادم.
page-clock-heading = الساعة
page-clock-doubted = يشك الخادم في ساعته: ما يتعلق بالتواريخ ينتظر. أكّدها على حاسوب الخادم.
page-version-heading = الإصدار
page-connections-heading = المتصل الآن
page-connected-staff = نوافذ الموظفين: { $count }
page-connected-kiosks = أجهزة التذاكر: { $count }
page-connected-displays = الشاشات: { $count }
page-reach-heading = أين يُبلغ الخادم
page-this-computer-only = لا يصل إلى هذا المكتب إلا حاسوب الخادم نفسه. اجعله يستمع إلى كل العناوين لغيره.
page-reached-encrypted = مشفّر
page-reached-plain = غير مشفّر
page-links-heading = هواتف الزوار
page-links-given = في الأرقام رابط إلى صفحة الزائر.
page-links-off = لا صفحات للزوار: إعداد الخادم web_listen متوقف.
page-links-no-address = لا أحد يعرف العنوان الذي يصل به الزوار إلى صفحاتهم. اكتبه في صفحة النصوص.
page-links-no-certificate = لن تثق الهواتف بشهادة الخادم نفسه. ضع أمامه وكيلًا له شهادته.
page-links-not-encrypted = عنوان صفحات الزوار يبدأ بـ http، فيمكن لأي أحد في الطريق أن يقرأها. اكتب في صفحة النصوص عنوانًا يبدأ بـ https.
page-printers-heading = الطابعات
page-printers-none = لا توجد طابعة لدى أي جهاز متصل.
page-sheets-waiting = بانتظار الطباعة: { $count }، أولاها { $when }
page-sheets-unprinted = ربما لم تُطبع: { $count }، أولاها { $when }
page-sheets-none = لا تذكرة تنتظر الطباعة.
page-field-public-url = عنوان صفحات الزوار
page-public-url-hint = مثل https://desk.example. من دونه لا رابط في الأرقام.
page-set-up-title = إعداد هذا المكتب
page-set-up-why = لا حساب لأحد هنا بعد. حسابك هو الأول، ويمكن تغيير كل هذا لاحقًا.
page-field-your-name = اسمك كما يقرؤه الآخرون
page-field-set-up-code = رمز الإعداد
page-set-up-code-where = يظهر حيث شُغّل الخادم، أو بالأمر walkup-server setup-code
page-password-hint = { $characters } أحرف على الأقل
page-set-up-button = إعداد وتسجيل الدخول
page-sign-in-instead = تسجيل الدخول بدلًا من ذلك
page-set-up-by-others = أعدّ شخص آخر هذا المكتب
page-set-up-by-others-why = اطلب منه حسابًا ثم سجّل الدخول.
page-type-your-name = اكتب اسمك.
page-type-a-user = اكتب اسمًا لتسجيل الدخول.
page-type-the-set-up-code = اكتب الرمز الذي يعرضه حاسوب الخادم.
page-own-password-title = اختر كلمة مرور خاصة بك
page-own-password-why = التي أُعطيت لك صالحة مرة واحدة فقط.
page-field-one-time-password = كلمة المرور التي أُعطيت لك
page-type-one-time-password = اكتب كلمة المرور التي أُعطيت لك.
page-same-password = هذه هي التي أُعطيت لك. اختر غيرها.
page-use-this-password = استخدام كلمة المرور هذه

## Staff window: reports

report-lane-longest = الأطول: { $number }، { $length }
report-nobody-takes-it = لا أحد يستقبل هذا.
report-tables-now = { $serving } تخدم، { $free } شاغرة، { $closed } بلا موظف
report-serves-since = { $number } منذ { $time }، { $length }
report-today = اليوم
report-yesterday = أمس
report-week = هذا الأسبوع
report-month = هذا الشهر
report-own = أيام أخرى…
report-show = عرض
report-all-services = كل الخدمات
report-making = يجري إعداد التقرير: { $percent }%
report-stop = إيقاف
report-stopped = أُوقف. اختر فترة للبدء من جديد.
report-from-to = { $from } إلى { $to }
report-before-today = أمس حتى هذا الوقت
report-before-yesterday = اليوم الذي قبله
report-before-week = الأسبوع الماضي حتى هذا الوقت
report-before-month = الشهر الماضي حتى هذا الوقت
report-before-own = الأيام التي قبلها
report-beside = مقارنةً بـ { $period }
report-few = { $count ->
    [0] لا أرقام
    [1] رقم واحد فقط
    [2] رقمان فقط
    [few] { $count } أرقام فقط
    [many] { $count } رقمًا فقط
   *[other] { $count } رقم فقط
}: مع هذا العدد القليل للمصادفة أثر كبير في هذه الأعداد.
report-read-at = قُرئ في { $day }، { $time }
report-nobody-called = لم يُنادَ على أحد ممن جاؤوا.
report-no-tables = لم تكن أي طاولة مشغولة، أو لا أحد يعلم.
report-nobody-came = لم يأت أحد.
report-arrived = جاؤوا
report-called = نودي عليهم
report-wait-median = وسيط الانتظار
report-wait-nine = 9 من 10 انتظروا حتى
report-in-time = في الوقت المحدد
report-no-show = لم يحضروا
report-left = غادروا
report-left-over = لم يُنادَوا
report-service-median = وسيط الخدمة
report-more = { $amount } أكثر من { $period }
report-fewer = { $amount } أقل من { $period }
report-less = { $amount } أقل من { $period }
report-same = مثل { $period }
report-percent = { $percent }%
report-points = { $points ->
    [0] { $points } نقطة
    [1] نقطة واحدة
    [2] نقطتان
    [few] { $points } نقاط
   *[other] { $points } نقطة
}
report-seconds = { $seconds } ث
report-minutes-seconds = { $minutes }:{ $seconds } د
report-hours = { $from }–{ $to }
report-arrivals-title = الوصول حسب الساعة
report-arrivals-claim = أكثرهم يأتي بين { $hours }
report-waits-title = الانتظار حسب ساعة الوصول
report-waits-claim = من يأتي بين { $hours } ينتظر أطول
report-week-waits = الانتظار حسب اليوم والساعة
report-week-waits-claim = { $day }، { $hours }: أطول انتظار
report-week-arrivals = الوصول حسب اليوم والساعة
report-week-arrivals-claim = { $day }، { $hours }: أكثر وصول
report-week-tables = الطاولات المشغولة حسب اليوم والساعة
report-heat-waits = الانتظار
report-heat-arrivals = الوصول
report-heat-tables = طاولات مشغولة
report-by-day = يومًا بيوم
report-by-weekday = حسب يوم الأسبوع
report-by-service = حسب الخدمة
report-by-reason = حسب السبب
report-by-table = حسب الطاولة
report-by-person = حسب الشخص
report-waits-longest = أطول انتظار: { $name }
report-takes-longest = أطول خدمة: { $name }
report-show-table = عرض كجدول
report-show-picture = عرض كرسم
report-table-of = عرض كجدول: { $title }
report-picture-of = عرض كرسم: { $title }
report-on-tickets = { $value } ({ $count ->
    [0] لا أرقام
    [1] رقم واحد
    [2] رقمان
    [few] { $count } أرقام
    [many] { $count } رقمًا
   *[other] { $count } رقم
})
report-came = جاء { $count }
report-tables-count = { $count } مشغولة
report-promise-title = ما قيل للزوار
report-promise-kept = { $percent } من { $count ->
    [0] لا أحد
    [1] زائر واحد
    [2] زائرين
    [few] { $count } زوار
    [many] { $count } زائرًا
   *[other] { $count } زائر
} عُرضت عليهم مدة انتظار نودي عليهم خلالها.
report-promise-nothing = لم تُعرض مدة انتظار على أحد ممن نودي عليهم.
report-staffing-title = كم طاولة كانت ستكفي
report-staffing-enough = { $count ->
    [0] بلا طاولات
    [1] بطاولة واحدة
    [2] بطاولتين
    [few] بـ { $count } طاولات
    [many] بـ { $count } طاولة
   *[other] بـ { $count } طاولة
} كان { $percent } سيُنادَون في الوقت المحدد.
report-staffing-never = لم يكن أي من هذه الأعداد ليكفي.
report-staffing-with = { $count ->
    [0] بلا طاولات
    [1] طاولة واحدة
    [2] طاولتان
    [few] { $count } طاولات
   *[other] { $count } طاولة
}
report-staffing-estimate = تقدير: كأن الجميع جاؤوا في الوقت نفسه واستغرقوا المدة نفسها. الخط المتقطع هو 9 من 10.
report-key-none = غير مذكور
report-key-other-tables = طاولات عدد قليل من الأشخاص
report-few-hollow = الأعمدة المفرغة مبنية على أقل من 30 رقمًا.
report-save-csv = حفظ بصيغة CSV
report-save-xlsx = حفظ لبرنامج Excel
report-print = طباعة…
report-printed = صفحة الطباعة في { $place }. ستُفتح في المتصفح.
report-people-switch = تقارير حسب الشخص
report-people-why = أخبر من يعملون على الطاولات قبل تشغيل هذا، واسأل إن كان مسموحًا.
report-people-off = متوقف: لا تُعرض أرقام أي شخص، وتُجمع الطاولات التي عمل عليها أقل من ثلاثة أشخاص.

## Staff window: report files

report-file-report = تقرير
report-file-period = الفترة
report-file-zone = المنطقة الزمنية
report-file-service = الخدمة
report-file-read-at = قُرئ في (UTC)
report-file-summary = ملخص
report-file-definitions = التعريفات
report-file-figure = العدد
report-file-name = الاسم
report-file-meaning = كيف يُحسب
report-file-formula = الصيغة
report-file-total = الكل
report-file-none = (بلا)
report-file-other-tables = طاولات أخرى
report-file-seconds = ث
report-file-by-hour = حسب الساعة
report-file-by-weekday = حسب يوم الأسبوع
report-file-by-day = حسب اليوم
report-file-by-service = حسب الخدمة
report-file-by-reason = حسب السبب
report-file-by-table = حسب الطاولة
report-file-by-person = حسب الشخص
report-file-heat-arrived = الوصول حسب ساعات الأسبوع
report-file-heat-wait = الانتظار حسب ساعات الأسبوع
report-file-heat-tables = الطاولات حسب ساعات الأسبوع
report-file-heat-wait-means = وسيط الانتظار بالثواني لمن جاؤوا في تلك الساعة من ذلك اليوم ونودي عليهم.
report-file-heat-tables-means = متوسط عدد الطاولات التي جلس عليها أحد في تلك الساعة من ذلك اليوم.
report-file-tables = كم طاولة
report-file-tables-number = الطاولات
report-file-tables-enough = أقل عدد مع 90% في الوقت
report-file-tables-means = تقدير: الزوار أنفسهم يأتون في أوقاتهم ويستغرقون المدة نفسها بهذا العدد من الطاولات.
report-file-few = عدد مبني على أرقام قليلة لا يقول الكثير.
report-file-buckets = يُحسب كل رقم في الساعة واليوم اللذين أُنشئ فيهما بحسب ساعة المكتب. الوسيط هو أصغر قيمة لا يتجاوزها نصف القيم على الأقل، فهو قيمة قيست فعلًا؛ ولا شيء متوسط متوسطات. وحسب الخدمة تُحسب كل إقامة لرقم في خدمة فيها.
report-file-monday = الاثنين
report-file-tuesday = الثلاثاء
report-file-wednesday = الأربعاء
report-file-thursday = الخميس
report-file-friday = الجمعة
report-file-saturday = السبت
report-file-sunday = الأحد
report-file-arrived = جاؤوا
report-file-arrived-means = الأرقام التي أُنشئت؛ وحسب الخدمة: التي دخلت طابورها.
report-file-called = نودي عليهم
report-file-called-means = من نودي عليهم.
report-file-completed = خُدموا
report-file-completed-means = من خُدموا حتى النهاية؛ وفي خدمة أحالتهم: من أحالتهم.
report-file-no-show = لم يحضروا
report-file-no-show-means = من نودي عليهم ولم يحضروا.
report-file-left = غادروا
report-file-left-means = من غادروا قبل النداء، من أنفسهم أو أخرجهم الموظفون.
report-file-left-over = لم يُنادَوا
report-file-left-over-means = من انتهى اليوم قبل النداء عليهم.
report-file-wait-median = الانتظار، الوسيط
report-file-wait-median-means = من دخول الطابور إلى أول نداء فيه لمن نودي عليهم: الوسيط.
report-file-wait-p90 = الانتظار، 9 من 10
report-file-wait-p90-means = ما لم يتجاوزه تسعة من كل عشرة نودي عليهم.
report-file-wait-mean = الانتظار، المتوسط
report-file-wait-mean-means = مجموع مدد الانتظار مقسومًا على عددها.
report-file-wait-max = الانتظار، الأطول
report-file-wait-max-means = أطول انتظار لمن نودي عليهم.
report-file-way-median = الطريق، الوسيط
report-file-way-median-means = من آخر نداء إلى الوصول إلى الطاولة حيث ذُكر ذلك: الوسيط.
report-file-service-median = الخدمة، الوسيط
report-file-service-median-means = من الوصول إلى الطاولة، وإلا من آخر نداء، حتى النهاية لمن خُدموا: الوسيط.
report-file-service-mean = الخدمة، المتوسط
report-file-service-mean-means = مجموع مدد الخدمة مقسومًا على عددها.
report-file-in-time = في الوقت
report-file-in-time-means = من نودي عليهم ضمن هدف الخدمة، من بين المنادى عليهم ومن غادروا أو بقوا بعد انتظار أطول منه.
report-file-promise-kept = الوعد المُنجز
report-file-promise-kept-means = مدد انتظار داخل المدى المعروض لمن نودي عليهم وعُرض عليهم مدى.
report-file-open = ما زالت مفتوحة
report-file-open-means = من كانوا ينتظرون أو يُخدمون عند القراءة.
report-file-way-of = الطريق: الأرقام
report-file-way-of-means = عدد الأرقام التي يُبنى عليها الطريق.
report-file-service-of = الخدمة: الأرقام
report-file-service-of-means = عدد الأرقام التي تُبنى عليها مدد الخدمة.
report-file-in-time-of = في الوقت: الأرقام
report-file-in-time-of-means = عدد الأرقام التي تُبنى عليها حصة الوقت.
report-file-promise-of = الوعد: الأرقام
report-file-promise-of-means = عدد الأرقام التي تُبنى عليها حصة الوعود المنجزة.
report-file-no-show-share = لم يحضروا ÷ نودي عليهم
report-file-left-share = غادروا ÷ جاؤوا
report-file-left-over-share = لم يُنادَوا ÷ جاؤوا

## Board

board-welcome = أهلًا وسهلًا
board-advice = يظهر رقمك هنا عندما يحين دورك.
board-call = { $number } إلى { $table }
board-table = { $table }: { $state }
board-closed = مغلقة
board-free = متاحة
board-serving = تخدم { $number }
board-calling = تنادي { $number }
board-closed-tables = مغلقة: { $tables }
board-comma = { "، " }
board-waiting = { $count ->
    [zero] لا أحد ينتظر
    [one] شخص ينتظر
    [two] شخصان ينتظران
    [few] { $count } ينتظرون
    [many] { $count } ينتظرون
   *[other] { $count } ينتظرون
}
board-lane = { $count ->
    [zero] { $service }: لا أحد ينتظر
    [one] { $service }: شخص ينتظر
    [two] { $service }: شخصان ينتظران
   *[other] { $service }: { $count } ينتظرون
}
board-page = صفحة { $page } من { $pages }
board-join = رقم عبر الهاتف: { $address }، الرمز { $code }
board-no-new-tickets = لا أرقام جديدة الآن
board-lost = انقطع الاتصال عند { $time }. قد تكون الأرقام قديمة، ونعيد الاتصال الآن.
board-name = هذه هي اللوحة
board-wait-title = في انتظار الخادم
board-wait = تتصل هذه اللوحة بالخادم { $server } من تلقاء نفسها.
board-not-allowed-title = الخادم لا يعرف هذه اللوحة
board-not-allowed = اطلب ممن يدير { $server } أن يسمح لها.
board-pair-title = السماح لهذه اللوحة
board-pair = وافق على هذا الرمز في نافذة الموظفين تحت «{ devices }»، أو على { $server } بالأمر walkup-server device approve { $code }
board-other-title = هذا ليس خادمنا
board-other = هناك غيره يجيب عند { $server }. تحقق من العنوان في الإعدادات.
board-unsaved-title = لا يمكن حفظ شيء الآن
board-unsaved = لا يسمح الخادم لأحد بالدخول حتى تقبل قاعدة بياناته التغييرات. نعيد المحاولة تلقائيًا.
board-no-desk-title = لا يوجد مكتب كهذا
board-no-desk = لا يعرف الخادم مكتبًا عند { $server }. تحقق من الاسم في آخر العنوان في الإعدادات.
board-trust-title = هل هذا خادمنا؟
board-trust = لا أحد يضمن { $server }. إذا عرض walkup-server tls fingerprint هناك ما هو مكتوب هنا، فاضغط Enter: { $certificate }
board-changed-title = تغيّر الخادم
board-changed = { $server } لا يعرض الشهادة التي قُبلت هنا. اسأل من يديره ثم غيّر certificate في إعدادات هذه اللوحة. يعرض { $certificate }
board-look-after-title = يجب أن يعتني أحد بهذه اللوحة
board-look-after = لم تعد تعرف خادمها. أصلح ⁦{ $file }⁩ أو احذفه لإعداد اللوحة من جديد.
board-settings-wrong = ليس كما في الإعدادات: { $what }

## Kiosk

alphabet = أ ب ت
letters-1 = ض ص ث ق ف غ ع ه خ ح ج
letters-2 = ش س ي ب ل ا ت ن م ك ط
letters-3 = ئ ء ؤ ر ى ة و ز ظ د ذ
letters-4 = أ إ آ
welcome = أهلًا وسهلًا
get-ticket = خذ رقمًا
join-by-phone = لا وقت للانتظار هنا؟ رقم عبر الهاتف: { $address }، الرمز { $code }
ask-service = ماذا تحتاج؟
service-waiting = { $count ->
    [zero] لا أحد ينتظر
    [one] شخص ينتظر
    [two] شخصان ينتظران
   *[other] { $count } ينتظرون
}
service-full = ممتلئة الآن
service-no-more = لا أرقام أخرى اليوم
service-no-more-short = اكتمل اليوم
no-service = لا تُعطى أرقام في الوقت الحالي.
need-help = أحتاج مساعدة
somebody-coming = أحدهم في الطريق
code-not-ours = هذا الرمز ليس لهذا الجهاز.
code-choose-first = اختر أولًا ثم امسح الرمز مرة أخرى.
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
ask-phone = ما رقم هاتفك؟
phone-example = مع رمز المنطقة
phone-problem = تحقق من رقم الهاتف.
ask-number = ما رقمك؟
number-digits = { $count ->
    [one] خانة واحدة
    [two] خانتان
    [few] { $count } خانات
   *[other] { $count } خانة
}
number-digits-range = { $high ->
    [few] من { $low } إلى { $high } خانات
   *[other] من { $low } إلى { $high } خانة
}
number-signs = { $count ->
    [one] حرف أو رقم واحد
    [two] حرفان أو رقمان
   *[other] { $count } من الحروف والأرقام
}
number-signs-range = من { $low } إلى { $high } من الحروف والأرقام
number-problem = تحقق من الرقم.
skip = تخطٍّ
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
ahead-for = { $count ->
    [zero] أنت التالي: { $service }.
    [one] أمامك شخص واحد: { $service }.
    [two] أمامك شخصان: { $service }.
    [few] أمامك { $count } أشخاص: { $service }.
    [many] أمامك { $count } شخصًا: { $service }.
   *[other] أمامك { $count } شخص: { $service }.
}
watch-screen = انتظر ظهور رقمك على الشاشة.
found-leave = غادر الصف
found-leave-ask = هل تغادر الصف؟
found-leave-do = لن يُنادى رقمك بعد ذلك.
found-leave-yes = نعم، سأغادر
found-leave-no = لا، سأبقى
found-called = { $table } تناديك. من فضلك توجّه إليها الآن.
found-called-somewhere = حان دورك. من فضلك اسأل في المكتب إلى أين تذهب.
found-missed = نادينا عليك ولم نرك. من فضلك اسأل في المكتب.
found-ended = انتهت زيارتك.
found-over = انتهت هذه التذكرة.
found-left = لقد غادرت الصف.
on-your-phone = على هاتفك
print = طباعة
printing = تُطبع تذكرتك الآن.
take-ticket = خذ تذكرتك وتابع الشاشة من فضلك.
not-printed = لم تُطبع. يرجى تذكر رقمك.
paper-ahead = { $count ->
    [0] لا أحد قبلك عند الساعة { $time }
    [one] شخص واحد قبلك عند الساعة { $time }
    [two] شخصان قبلك عند الساعة { $time }
    [few] { $count } أشخاص قبلك عند الساعة { $time }
   *[other] { $count } شخصًا قبلك عند الساعة { $time }
}
paper-at = طُبعت عند الساعة { $time }
paper-link = دورك على هاتفك
paper-sample = عيّنة
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
nothing-saved = لا توجد أرقام الآن. من فضلك اسأل أحد الموظفين.
reconnecting-kept = نعيد الاتصال الآن. ما كتبته محفوظ.
reconnecting-alone = نعيد الاتصال الآن.
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
setup-name = هذا جهاز أخذ الأرقام
setup-look-after-title = اسأل أحد الموظفين من فضلك
setup-look-after = للموظفين: لم يعد هذا الجهاز يعرف خادمه. أصلح ⁦{ $file }⁩ أو احذفه لإعداد الجهاز من جديد.
setup-let-in-title = الخادم لا يعرف هذا الجهاز
setup-let-in = للموظفين: اطلب ممن يدير الخادم السماح لهذا الجهاز بالدخول.
setup-no-desk-title = لا يوجد مكتب كهذا
setup-no-desk = للموظفين: لا يعرف الخادم مكتبًا بالاسم الذي ينتهي به العنوان. تحقق منه في الإعدادات.
setup-code = رمز هذا الجهاز
setup-approve = وافق عليه في نافذة الموظفين تحت «{ devices }»، أو على الخادم: walkup-server device approve { $code }
setup-ours = هل هذا خادمنا؟
setup-compare = على الخادم يعرض الأمر walkup-server tls fingerprint الشهادة الصحيحة. قارن:
setup-same = متطابقتان: ثق بها
setup-write = إذا عرض walkup-server tls fingerprint هذه الشهادة على الخادم، فاكتبها في kiosk.toml باسم certificate:
setup-changed = تغيّرت الشهادة
setup-ask = في kiosk.toml شهادة أخرى. اسأل من يدير الخادم. يعرض الآن:
