"""Whole sentences that rooms below the screens hold in English: reasons, states, and what went wrong.

Named here so that the catalogue of translations has them. A sentence that carries values, such as a
file's name, has places for them.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

#: Why what was planned for a day is not due any more; from `afterword.domain.day_moved`.
DAYS_MOVED = (
    gettext_noop("They bought again meanwhile."),
    gettext_noop("The day that it was about is another one by now."),
)

#: Why something may not happen now, and what has become of a touch; from `afterword.domain.reasons`.
REASONS = (
    gettext_noop("Everything is on hold since the backup was restored, until somebody has looked and says go on."),
    gettext_noop("%(name)s's record was %(gone)s."),
    gettext_noop("This customer's record was %(gone)s."),
    gettext_noop("This customer's record was merged, erased or closed."),
    gettext_noop("%(name)s asked not to be contacted %(by_channel)s on %(day)s."),
    gettext_noop("%(name)s asked not to be contacted %(by_channel)s."),
    gettext_noop("This customer asked not to be contacted."),
    gettext_noop("%(name)s said no to such messages %(by_channel)s on %(day)s."),
    gettext_noop("%(name)s said no to such messages %(by_channel)s."),
    gettext_noop("This customer said no to such messages."),
    gettext_noop("There is no way on record to reach %(name)s %(by_channel)s."),
    gettext_noop("There is no way on record to reach this customer."),
    gettext_noop("What was sent to %(address)s came back on %(day)s."),
    gettext_noop("What was sent to %(address)s came back."),
    gettext_noop("What was sent to this customer's address came back."),
    gettext_noop("The plan “%(plan)s” is switched off."),
    gettext_noop("The plan is switched off."),
    gettext_noop("%(name)s bought again on %(day)s, and that purchase has its own follow-up."),
    gettext_noop("There is a newer purchase, and it has its own follow-up."),
    gettext_noop("It would have come too late to be of use after %(day)s."),
    gettext_noop("It would come too late to be of use."),
    gettext_noop("%(name)s is in the group that hears nothing, so that you can see whether following up pays."),
    gettext_noop("This customer is in the group that hears nothing, so that you can see whether following up pays."),
    gettext_noop("%(name)s has not agreed to hear from you %(by_channel)s."),
    gettext_noop("This customer has not agreed to hear from you this way."),
    gettext_noop("%(name)s has not said that you may thank them by name where everybody reads it."),
    gettext_noop("This customer has not said that you may thank them by name where everybody reads it."),
    gettext_noop("%(name)s has had a complaint open since %(day)s."),
    gettext_noop("%(name)s has an open complaint."),
    gettext_noop("This customer has an open complaint."),
    gettext_noop("%(name)s wrote back on %(day)s and waits for your answer."),
    gettext_noop("%(name)s wrote back and waits for your answer."),
    gettext_noop("This customer wrote back and waits for your answer."),
    gettext_noop("You paused all messages to %(name)s on %(day)s."),
    gettext_noop("You paused all messages to %(name)s."),
    gettext_noop("You paused all messages to this customer."),
    gettext_noop("The right time for it ended on %(day)s."),
    gettext_noop("The right time for it has passed."),
    gettext_noop("It waits for your approval."),
    gettext_noop("An offer by e-mail has to say where you are: write your postal address under Settings."),
    gettext_noop("The account %(account)s cannot send at the moment: look at its settings."),
    gettext_noop("The account it would leave from cannot send at the moment: look at its settings."),
    gettext_noop("The right time for it begins on %(day)s."),
    gettext_noop("The right time for it has not begun."),
    gettext_noop("%(name)s heard from you on %(day)s, and you want to leave some days between."),
    gettext_noop("This customer heard from you only recently."),
    gettext_noop("You are closed today; it goes on on %(until_day)s."),
    gettext_noop("You are closed today."),
    gettext_noop("It is too early or too late in the day to disturb %(name)s."),
    gettext_noop("It is quiet time."),
    gettext_noop("Nothing speaks against it."),
    gettext_noop("Planned for %(day)s %(by_channel)s."),
    gettext_noop("Planned for %(day)s."),
    gettext_noop("Planned."),
    gettext_noop("Ready since %(day)s; waits for your approval."),
    gettext_noop("Waits for your approval."),
    gettext_noop("Held back for now."),
    gettext_noop("The other side said “not now”; it is tried again on %(day)s."),
    gettext_noop("The other side said “not now”; it will be tried again."),
    gettext_noop("Sent %(by_channel)s on %(day)s."),
    gettext_noop("Sent on %(day)s."),
    gettext_noop("Sent."),
    gettext_noop("Done by hand by %(member)s on %(day)s."),
    gettext_noop("Done by hand on %(day)s."),
    gettext_noop("Done by hand."),
    gettext_noop("It could not be delivered to %(address)s."),
    gettext_noop("It could not be delivered."),
    gettext_noop("It was handed over on %(day)s, but no answer came back: did it arrive?"),
    gettext_noop("It was handed over, but no answer came back: did it arrive?"),
    gettext_noop("Its time had already ended on %(day)s when the sale was brought in."),
    gettext_noop("Its time had already passed when the sale was brought in."),
    gettext_noop("This purchase is covered by the follow-up of the one on %(day)s."),
    gettext_noop("This purchase is covered by the follow-up of another one."),
    gettext_noop("%(member)s skipped it: %(why)s"),
    gettext_noop("Skipped: %(why)s"),
    gettext_noop("Skipped."),
    gettext_noop("Stopped on %(day)s: %(why)s"),
    gettext_noop("Stopped: %(why)s"),
    gettext_noop("Stopped."),
    gettext_noop("by e-mail"),
    gettext_noop("by phone"),
    gettext_noop("by post"),
    gettext_noop("by text message"),
    gettext_noop("on social media"),
    gettext_noop("by chat"),
    gettext_noop("by %(channel)s"),
    gettext_noop("merged with another"),
    gettext_noop("erased"),
    gettext_noop("closed"),
)

#: Why a customer has no next step; from `afterword.followups.rests`.
RESTS = (
    gettext_noop("They bought before you began with Afterword. Look again on %(day)s."),
    gettext_noop("They have not bought anything yet. Look again on %(day)s."),
    gettext_noop("They have been followed up. Look again on %(day)s."),
    gettext_noop("The right time passed before anybody got to it. Look again on %(day)s."),
    gettext_noop("There is no way on record to reach them. Look again on %(day)s."),
    gettext_noop("They asked not to be contacted. This holds until %(day)s."),
    gettext_noop("You decided to leave them in peace until %(day)s."),
    gettext_noop("Nothing needs doing now. After %(day)s it is their turn to hear from you."),
    gettext_noop("Others come first: there are only so many a day. Looked at again after %(day)s."),
)

#: Why a touch gave way to another; from `afterword.domain.giving_way`.
GAVE_WAY = (
    gettext_noop(
        "It gave way to “%(winner)s” of %(day)s: you want to leave some days between, and no other day was free."
    ),
    gettext_noop("It gave way to another follow-up: you want to leave some days between, and no other day was free."),
    gettext_noop(
        "It gave way to “%(winner)s” of %(day)s: together they would be more than you want one customer to get."
    ),
    gettext_noop("They have heard from you as often as you allow."),
    gettext_noop("%(other)s, of the same household or firm, hears the same from you with “%(winner)s”."),
    gettext_noop("Somebody of the same household or firm hears the same from you."),
    gettext_noop("You were in touch anyway, so a sign of life was not needed."),
    gettext_noop("Planned for %(on)s, so that some days lie between it and “%(winner)s” of %(day)s."),
)

#: Of nobody in particular, in a trial: stands for the name in the sentences that follow.
ANYBODY = gettext_noop("They")

#: Why calling came to nothing; from `afterword.domain.calling`.
CALLS_ENDED = (
    gettext_noop("%(name)s did not take the telephone."),
    gettext_noop("The telephone number of %(name)s was a wrong one."),
    gettext_noop("%(name)s asked not to be called."),
)

#: Why a plan's own rules ended a touch; from `afterword.domain.ended`.
ENDED = (
    gettext_noop("%(name)s asked not to be contacted, and that ended the plan."),
    gettext_noop("%(name)s complained, and that ended the plan."),
    gettext_noop("%(name)s wrote back, and that ended the plan."),
    gettext_noop("%(name)s said yes, and that ended the plan."),
    gettext_noop("%(name)s said no, and that ended the plan."),
    gettext_noop("%(name)s bought again, and that ended the plan."),
    gettext_noop("%(name)s has been here or made an appointment, and that ended the plan."),
    gettext_noop("When its day came, %(name)s was not among those it is meant for."),
    gettext_noop("The plan was changed, and this step is not part of it any more."),
)

#: Why something led to no touch; from `afterword.domain.not_begun`.
NOT_BEGUN = (
    gettext_noop("%(name)s has been through this plan, and it is for once."),
    gettext_noop("It is covered by this plan's round of %(day)s."),
    gettext_noop("It is covered by another round of this plan."),
    gettext_noop("Its time had already ended on %(day)s when it became known."),
    gettext_noop("Its time had already passed when it became known."),
    gettext_noop("%(name)s is not among those the plan is for."),
)

#: What went wrong and what to do, where the sentence is always the same.
TROUBLES = (
    # What a mail provider tells, and why it is not believed
    gettext_noop("Nobody knows a provider “%(provider)s”; choose one of the list."),
    gettext_noop("Copy the key that this provider signs with; without it anybody could speak in its name."),
    gettext_noop("A call came whose signature does not fit: copy the signing key anew from the provider."),
    gettext_noop("A call came without the right password: copy the whole address anew to the provider."),
    gettext_noop("A call came that was signed too long ago: check the date and time of this machine."),
    gettext_noop("A call came that Amazon has not signed."),
    gettext_noop(
        "A call came from a topic of Amazon's that is not subscribed here: renew the address and subscribe it."
    ),
    gettext_noop("Amazon's certificate could not be fetched, so its calls cannot be believed now; they come again."),
    # Calls, and what is sent from one's own telephone
    gettext_noop("There is no such call here."),
    gettext_noop("That is not a call. Press “Call instead” first, or mark it done."),
    gettext_noop("No program on a telephone opens for that. Copy the words, and send them from there."),
    gettext_noop(
        "These words are too long to be handed over in one tap. Take out some %(over)d letters, or copy them."
    ),
    gettext_noop("That address cannot be opened. Mend it on the customer's page."),
    gettext_noop("That is not a telephone number. Mend it on the customer's page."),
    gettext_noop("WhatsApp needs the number with its country, like +47 22 33 44 55. Mend it there first."),
    gettext_noop("That is not an e-mail address. Mend it on the customer's page."),
    # Conversations
    gettext_noop("There is no mail of theirs to answer. Write to them from their own page."),
    gettext_noop("Write your answer first."),
    gettext_noop("There is no such conversation here."),
    gettext_noop("There is no such answer here."),
    # What goes by post
    gettext_noop("No card is ready to print. What is missing stands beside each of them."),
    gettext_noop("There is no postal address of theirs in use."),
    gettext_noop("There is nothing to print."),
    gettext_noop("This design needs a picture. Choose one, or another design."),
    gettext_noop("The code must lead to a web address that begins with https://."),
    gettext_noop("This picture is larger than 20 MB. Save it smaller, as a JPEG, and choose it again."),
    gettext_noop("This picture has too many dots. Save it smaller and choose it again."),
    gettext_noop("This is not a picture we can print. Choose a JPEG, a PNG or a WebP."),
    gettext_noop("A printing service prints postcards and letters. Choose one of these under “How your cards look”."),
    gettext_noop("Its address must have a street, a town with its postal code, and a country. Mend it on their page."),
    gettext_noop("Enter your own postal address under Settings, Business: a printing service puts it on every card."),
    gettext_noop("Its words are too long for this card. Shorten them."),
    gettext_noop("It was printed here already: post that one, or say that the prints were thrown away."),
    gettext_noop("Somebody has dealt with this one already."),
    gettext_noop("It is on its way to the printing service already."),
    gettext_noop("Somebody has dealt with one of these cards meanwhile. Print the others again."),
    gettext_noop("Enter the address of the API as the manual says, like https://api.example.com/v1."),
    gettext_noop("The address of the API must begin with https://, so that the key is never sent in clear."),
    gettext_noop("Enter the secret key that the service gave you."),
    gettext_noop("This key is for tests: nothing would be printed. Enter the live key, or choose “Only tests”."),
    gettext_noop("Write the price of one card as a number, like 12.50."),
    gettext_noop("One of its groups is not there any more. Choose another, or take the condition out."),
    gettext_noop("“%(through)s” asks for this group, so nobody could tell who belongs to it. Take that condition out."),
    gettext_noop("“%(who)s” asks for this group. Change that first, then drop it."),
    gettext_noop("Choose one of the groups."),
    gettext_noop("No printing service is set up. Enter one under Settings, Channels."),
    # From accounts
    gettext_noop("This sign-in link was used already or is too old. Ask the owner for a new one."),
    # From businesses
    gettext_noop("The business needs a name."),
    gettext_noop("A business needs an owner. Make somebody else the owner first."),
    gettext_noop("Choose at least one day of the week on which you are open."),
    gettext_noop("Between two messages to one customer there can be 0 to 60 days."),
    gettext_noop("A limit is a number from 0 to 1000, or is left out."),
    gettext_noop("The last day away cannot come before the first."),
    # From customers
    gettext_noop("Give a name, an e-mail address or a phone number."),
    gettext_noop("Write the address."),
    gettext_noop("A customer cannot be merged with themselves."),
    gettext_noop("One of these two customers is not there any more."),
    gettext_noop("One of these two was merged already."),
    gettext_noop("Write your note first."),
    gettext_noop("Write down how you know that they want to hear from you again."),
    gettext_noop("There is no such customer here."),
    # From sales
    gettext_noop("Say what they bought: one or two words are enough."),
    gettext_noop("That day has not come yet. Enter the day on which they bought."),
    gettext_noop("That day has not come yet. Enter the day on which the job was finished."),
    gettext_noop("That thing is not on record any more. Choose another, or none."),
    gettext_noop("Say what was done: one or two words are enough."),
    gettext_noop("They are not among those this step is meant for any more, so it is taken off the list."),
    gettext_noop("What has happened since ends this plan at once: see when it stops."),
    gettext_noop("Somebody has written down already what came of that."),
    gettext_noop("That plan is not there any more, or it is switched off."),
    gettext_noop("They are in this plan already, or were not long ago."),
    gettext_noop("There is no way on record to reach them. Add an address first."),
    gettext_noop("This plan is not meant for them: see whom it is for."),
    # From followups
    gettext_noop("This one is done by hand. Do it, then mark it done."),
    gettext_noop("Say in a few words why this one is skipped; it stands in the customer's history."),
    gettext_noop("It has left already; there is nothing to take back."),
    gettext_noop("Choose today or a later day."),
    gettext_noop("Write a few words about what it is about."),
    gettext_noop("Say in a few words why; it stands in the customer's history."),
    gettext_noop("Choose a day after today."),
    gettext_noop("That is too late to do any good: %(last)s is the last day. Skip it instead?"),
    gettext_noop("That is outside its window: choose a day from %(first)s to %(last)s."),
    gettext_noop("%(number)s is no phone number. Write it like +47 22 22 55 55."),
    gettext_noop("Give 0 to %(most)d minutes for each of the seven days of the week."),
    gettext_noop("Enter at most %(most)d days at once."),
    gettext_noop("This file is larger than %(most)d MB. Split it, or use `afterword import`."),
    gettext_noop("The file “%(file)s” is not there any more. Bring it in anew."),
    gettext_noop(
        "The file “%(file)s” has changed since it was begun. Undo import %(number)d, or bring the file in anew."
    ),
    gettext_noop("There is no import %(number)d here."),
    gettext_noop("Import %(number)d was undone already."),
    gettext_noop("Somebody has dealt with this one already. Reload the page to see how it stands."),
    gettext_noop("This customer gets another letter already. Approve this one by itself if both should go."),
    gettext_noop("This customer wrote and waits for your answer. Answer first, or approve this one by itself."),
    gettext_noop("There is no address on record for that. Add one on the customer's page."),
    gettext_noop("There is nothing here to take back any more."),
    gettext_noop("Somebody has already said what became of this one."),
    gettext_noop("A message for this follow-up is already on its way."),
    gettext_noop("Give the group a name."),
    gettext_noop("There is a group of that name already. Choose another name."),
    gettext_noop("That group is not there any more. Make a new one."),
    gettext_noop("That member does not work here any more. Choose somebody else."),
    gettext_noop("That week fits by now. Reload the page to see how things stand."),
    gettext_noop("Write something first, or choose “back to the draft”."),
    gettext_noop("Somebody has dealt with this one already. Take it back first, then change its words."),
    # From imports
    gettext_noop("This file was brought in already."),
    gettext_noop("The path of this file is longer than 1,000 characters. Move it to a shorter one."),
    gettext_noop("This file is empty."),
    gettext_noop("This workbook has no sheet with a table in it."),
    gettext_noop("This file has more than 16,384 columns, so it is no table of customers or sales."),
    gettext_noop("This is JSON, not a table; export it as CSV or XLSX instead."),
    gettext_noop("This is not a table; choose a CSV or XLSX file."),
    gettext_noop("This archive does not hold exactly one table; unpack it and choose one CSV or XLSX file."),
    gettext_noop("This workbook is protected by a password; save a copy without one."),
    gettext_noop("This file is damaged; get it again from where it came."),
    gettext_noop("This file unpacks to far more than a table needs; unpack it yourself and look at it."),
    gettext_noop(
        "This file cannot be read: it needs more memory or time than a table should; save it as "
        "CSV, or in several parts."
    ),
    gettext_noop("This file cannot be opened; check its name."),
    gettext_noop(
        "The cells of this sheet lie too far apart to be one table; open it in a spreadsheet "
        "program and save the sheet as CSV."
    ),
    gettext_noop("This workbook is damaged; open it in a spreadsheet program and save the sheet as CSV."),
    gettext_noop(
        "This workbook unpacks to far more than a table needs; open it in a spreadsheet program "
        "and save the sheet as CSV."
    ),
    gettext_noop(
        "This workbook holds definitions that no spreadsheet program writes; open it in a "
        "spreadsheet program and save the sheet as CSV."
    ),
    gettext_noop("This row could not be stored; check its values for odd characters or sizes."),
    # From channels
    gettext_noop("A promotional e-mail needs an unsubscribe link and your postal address; add them in Settings."),
    gettext_noop("The e-mail has no subject; write one."),
    gettext_noop("The unsubscribe link is not the address of a page; check the address of this site in Settings."),
    gettext_noop("The unsubscribe address is no plain e-mail address; correct it in Settings."),
    gettext_noop("The mail server has no name; write one such as smtp.example.com."),
    gettext_noop("The mail server's name is not a host name; write one such as smtp.example.com, without http://."),
    gettext_noop("The mail server's port is a number from 1 to 65535; usual are 587, 465 and 25."),
    # From domain
    gettext_noop("This is not a complete e-mail address; write it as name@example.com, or empty the cell."),
    gettext_noop(
        "This column mixes month-first and day-first dates, so this one could be either; write it "
        "as YEAR-MONTH-DAY, such as 2024-05-31."
    ),
    gettext_noop("This is not a date; write it as YEAR-MONTH-DAY, such as 2024-05-31."),
    gettext_noop("A date is missing here; write it as YEAR-MONTH-DAY, such as 2024-05-31."),
    gettext_noop("This is too long for a date; write it as YEAR-MONTH-DAY, such as 2024-05-31."),
    gettext_noop("This is not a time of day; write it as HOUR:MINUTE, such as 14:05."),
    gettext_noop("The time of day cannot be read; write it as HOUR:MINUTE, such as 14:05."),
    gettext_noop("There is no such time of day; write it as HOUR:MINUTE, such as 14:05."),
    gettext_noop("There is no such time zone; leave the zone out or write it as +02:00."),
    gettext_noop("The year of this date cannot be read; write it as YEAR-MONTH-DAY, such as 2024-05-31."),
    gettext_noop("The year of this date cannot be right; write it as YEAR-MONTH-DAY, such as 2024-05-31."),
    gettext_noop("There is no such day in the calendar; write it as YEAR-MONTH-DAY, such as 2024-05-31."),
    gettext_noop("This is too long for a number; write the digits only."),
    gettext_noop("A number is missing here; write one, such as 12.50."),
    gettext_noop("This is not a number; write it with digits, such as 12.50."),
    gettext_noop("This number has more than one sign; keep one minus."),
    gettext_noop("This number is out of any range a shop needs; check it."),
    gettext_noop("This quantity is larger than any sale; check the number."),
    gettext_noop("Nobody is born in the future; check the date."),
    gettext_noop("This row names nobody; give a name, an e-mail or a phone number."),
    gettext_noop("This row names no product; give a name or an article number."),
    gettext_noop("This line tells of no sale; give an order number, a product or an amount."),
    gettext_noop("The date of this sale is missing; write it in."),
    gettext_noop("This line has neither a date nor an order number; give one."),
    gettext_noop("This row does not say who asked; give a name, an e-mail or a phone number."),
    gettext_noop("The date of this inquiry is missing; write it in."),
    gettext_noop("This amount is larger than any sale; check the number."),
    gettext_noop("The post takes 0 to 30 working days."),
    gettext_noop("Give whole months or days, such as 12, or empty the cell."),
    gettext_noop("That date lies too far back. Check the year."),
    gettext_noop("Give the date a name, such as “contract end”."),
    gettext_noop("That product is not on record any more."),
    # From followups
    gettext_noop("The subject is empty."),
    gettext_noop("The subject is too long for a letter."),
    gettext_noop("The body is empty."),
    gettext_noop("The body is too long for a letter."),
    # The personal touch: a line by hand, the same words to many, and the assistant
    gettext_noop(
        "Nobody can answer %(address)s, and who cannot answer does not come back. Use an address that somebody reads."
    ),
    gettext_noop("It waits for one line in your own hand. Write it, then let it go."),
    gettext_noop(
        "These words go to more than %(most)s people within %(days)s days, and nobody wrote a line of their "
        "own. Write one, or say once that they may go as they are."
    ),
    gettext_noop("There is no such wording here any more. Reload the page."),
    gettext_noop("Choose 0 to %(most)s people, or leave the number out."),
    gettext_noop("Choose 1 to %(most)s days."),
    gettext_noop("The assistant answered with something that is no proposal. Check its address."),
    gettext_noop("The assistant had nothing to propose. Write the line yourself."),
    gettext_noop("This is no web address. Write it like https://api.example.com/v1."),
    gettext_noop("Write the address alone, without a name, a key or a question mark in it."),
    gettext_noop("What customers told you is sent there: write https://, except for this machine."),
    gettext_noop("Name the model that is to be asked, in at most 100 letters."),
    gettext_noop("This is no key. Copy it again, without spaces and line ends."),
    gettext_noop("The assistant's key cannot be read any more. Enter it again under Settings."),
    gettext_noop("The assistant is off. The owner can switch it on under Settings."),
    gettext_noop("The clock is set by AFTERWORD_CLOCK, so nothing leaves this machine."),
    gettext_noop("%(host)s cannot prove who it is, so nothing was sent there."),
    gettext_noop("%(host)s answered with something that nobody can read. Check its address."),
    gettext_noop("%(host)s did not answer in time. Write the line yourself, or try again later."),
    gettext_noop("%(host)s does not take the key. Enter it again under Settings."),
    gettext_noop("%(host)s knows no such address or model. Check both under Settings."),
    gettext_noop("%(host)s is asked too often, or its credit is used up. Try again later."),
    gettext_noop("%(host)s points to another address. Enter that one under Settings."),
    gettext_noop("%(host)s had trouble of its own (%(status)s). Write the line yourself, or try later."),
    gettext_noop("There is no %(host)s. Check the assistant's address under Settings."),
    gettext_noop("%(host)s lies within your own network, which is not asked."),
    # Keys that sign letters
    gettext_noop("That key is gone, or it signs your letters. Make a new one first, and it takes its place."),
    gettext_noop("Letters need a sender. Enter your e-mail address under Settings, Channels."),
    gettext_noop("Letters need a sender with a domain of your own. Enter it under Settings, Channels."),
)

#: What the DNS says of a sender, and what to do; from `afterword.domain.sender_records` and `channels.email.dns`.
SENDERS = (
    gettext_noop("%(domain)s does not say which servers may send its mail."),
    gettext_noop("Add this record, or the one that your mail provider's help names."),
    gettext_noop("%(domain)s has %(count)s SPF records, and then none of them counts."),
    gettext_noop("Keep one that begins with “v=spf1”, with the words of all of them."),
    gettext_noop("The SPF record of %(domain)s asks %(count)s times: above ten it counts for nothing."),
    gettext_noop("Remove the “include:” words of services that send no mail for you any more."),
    gettext_noop("The SPF record of %(domain)s lets everybody send in its name."),
    gettext_noop("Change its end."),
    gettext_noop("The SPF record of %(domain)s does not name %(server)s, through which you send."),
    gettext_noop("Change the record, so that it names that server too."),
    gettext_noop("The SPF record of %(domain)s does not say what of all others."),
    gettext_noop("End it with “~all”."),
    gettext_noop("%(domain)s says which servers may send its mail."),
    gettext_noop("%(domain)s has %(count)s DMARC records, and then none of them counts."),
    gettext_noop("%(domain)s has no DMARC record."),
    gettext_noop("Keep one record."),
    gettext_noop("Add this record."),
    gettext_noop("The DMARC record of %(domain)s has no policy that can be understood."),
    gettext_noop("Write “p=none”, “p=quarantine” or “p=reject” into it."),
    gettext_noop("%(domain)s only watches mail that others send in its name."),
    gettext_noop("Once your own mail passes for some weeks, change “p=none” to “p=quarantine”."),
    gettext_noop("%(domain)s asks others to reject mail that is not its own."),
    gettext_noop("%(domain)s asks others to put mail that is not its own aside."),
    gettext_noop("There is no key under %(where)s, so signatures cannot be checked."),
    gettext_noop("Add the TXT record for %(where)s that your mail provider shows you."),
    gettext_noop("The key under %(where)s is empty or damaged: withdrawn, or cut short."),
    gettext_noop("Copy the whole record once more from your mail provider."),
    gettext_noop("The key under %(where)s is short; some receivers do not trust it."),
    gettext_noop("Ask your mail provider for a key of 2048 bits."),
    gettext_noop("There is a key under %(where)s."),
    gettext_noop("The DNS does not show your key under %(where)s yet."),
    gettext_noop("Add this record. It can take some hours until everybody sees it."),
    gettext_noop("Under %(where)s there is another key, or yours was cut short."),
    gettext_noop("Change the record, the whole of it."),
    gettext_noop("Your letters are signed, and everybody can check it."),
    gettext_noop("Your mail leaves through %(keeper)s, which proves that it comes from %(domain)s."),
    gettext_noop(
        "Your address is at %(domain)s, but your mail leaves through another server: many receivers refuse that."
    ),
    gettext_noop("Send through %(keeper)s, or from an address of your own domain."),
    gettext_noop("Your letters prove by their signature that they come from %(domain)s."),
    gettext_noop("The DNS shows your mail provider's key, whose signature proves that letters come from %(domain)s."),
    gettext_noop(
        "Only the server that they leave from proves that your letters come from %(domain)s. "
        "Once somebody forwards them, that proof is lost."
    ),
    gettext_noop("Let your letters be signed as well, here or by your mail provider."),
    gettext_noop("Nothing proves that your letters come from %(domain)s, so many land among the spam."),
    gettext_noop("Let your letters be signed, or name your mail server in the SPF record."),
    gettext_noop("No name server answered for %(domain)s, so nothing can be said of its SPF, DKIM and DMARC."),
    gettext_noop("Check that this machine can reach the internet, and ask again."),
    gettext_noop("No key was found for %(domain)s under the names that providers usually use."),
    gettext_noop(
        "Let Afterword sign your letters, or switch DKIM on at your mail provider. If it is on there, all is well."
    ),
)
